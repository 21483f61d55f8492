import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createNodeTransport } from '../../src/node/httpTransport.ts';
import { startSandboxServer } from '../../src/node/sandboxServer.ts';
import { closedPort, fault } from '../support/security/faults.ts';
import { startRawServer, type Script } from '../support/servers/rawServer.ts';
import { runMatter } from '../support/servers/runMatter.ts';

// What ends before it is done, and what must not be left of it: docs/security-model.md, 2.2.

const silent: Script = () => undefined;
const endless: Script = (socket) => {
  socket.write('HTTP/1.1 200 OK\r\nContent-Length: 99000000\r\n\r\n');
  const timer = setInterval(() => socket.write(Buffer.alloc(1_000_000)), 5);
  socket.once('close', () => {
    clearInterval(timer);
  });
};

/** A request that is under way when `stop` is called: it ends within a second, and its connection too. */
async function interrupt(
  script: Script,
  stop: (transport: ReturnType<typeof createNodeTransport>, controller: AbortController) => void,
  folder?: string,
): Promise<unknown> {
  const server = await startRawServer(script);
  const transport = createNodeTransport(folder === undefined ? {} : { folder, limits: { total: 1e9, memory: 1000 } });
  const controller = new AbortController();
  try {
    const url = new URL(server.origin);
    const sending = transport.send({ method: 'GET', url, headers: [] }, controller.signal);
    const failed = sending.then(
      () => undefined,
      (error: unknown) => error,
    );
    while (server.openSockets() === 0) await delay(5);
    await delay(200);
    stop(transport, controller);
    const error = await failed;
    while (server.openSockets() > 0) await delay(5);
    return error;
  } finally {
    transport.dispose();
    await server.stop();
  }
}

describe('faults of processes and windows', () => {
  const dir = mkdtempSync(join(tmpdir(), 'matter-process-'));
  const file = join(dir, 'a.matter');
  after(() => {
    rmSync(dir, { recursive: true });
  });

  fault('the extension is deactivated while a request is under way', async () => {
    const error = await interrupt(silent, (transport) => {
      transport.dispose();
    });
    assert.ok(error instanceof Error);
  });
  fault('the user cancels', async () => {
    const error = await interrupt(silent, (_transport, controller) => {
      controller.abort();
    });
    assert.equal((error as { code?: string }).code, 'cancelled');
  });
  fault('the window is loaded again', async () => {
    await interrupt(silent, (transport) => {
      transport.dispose();
    });
    const server = await startRawServer((socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'));
    const transport = createNodeTransport();
    const { status } = await transport.send({ method: 'GET', url: new URL(server.origin), headers: [] });
    assert.equal(status, 200);
    transport.dispose();
    await server.stop();
  });
  fault('the panel is closed while the body comes', async () => {
    const error = await interrupt(
      endless,
      (_transport, controller) => {
        assert.ok(readdirSync(dir, { recursive: true }).length > 0, 'a part is on the disk');
        controller.abort();
      },
      dir,
    );
    assert.equal((error as { code?: string }).code, 'cancelled');
    assert.deepEqual(readdirSync(dir), []);
  });

  fault('the port of the sandbox is taken', async () => {
    const first = await startSandboxServer();
    const port = Number(new URL(first.origin).port);
    await assert.rejects(startSandboxServer({ port }), {
      code: 'sandbox',
      message: /in use.*Choose another one, or 0/,
    });
    await first.stop();
  });
  fault('a client crashes, or speaks no HTTP: the sandbox goes on', async () => {
    const sandbox = await startSandboxServer();
    const port = Number(new URL(sandbox.origin).port);
    for (const text of [
      '\0\0\0',
      'GET / HTTP/9.9\r\n\r\n',
      `POST /auth/v1/token HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Length: 99\r\n\r\nx`,
    ]) {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => undefined);
      await once(socket, 'connect');
      socket.write(text);
      await delay(20);
      socket.resetAndDestroy();
    }
    assert.equal((await fetch(`${sandbox.origin}/auth/v1/token`, { method: 'POST' })).status, 401);
    await sandbox.stop();
  });
  fault('nobody is left to stop the sandbox', async () => {
    const sandbox = await startSandboxServer({ idleMs: 200 });
    const socket = connect(Number(new URL(sandbox.origin).port), '127.0.0.1');
    socket.on('error', () => undefined).resume();
    await once(socket, 'close');
    await assert.rejects(fetch(sandbox.origin));
  });

  fault('matter gets SIGINT', async () => {
    const server = await startRawServer(silent);
    writeFileSync(file, `GET ${server.origin}/\n`);
    const child = spawn(process.execPath, ['dist/matter.js', 'run', file], { stdio: 'ignore' });
    while (server.openSockets() === 0) await delay(10);
    child.kill('SIGINT');
    assert.deepEqual(await once(child, 'exit'), [130, null]);
    await server.stop();
  });
  fault('who reads from matter goes away', async () => {
    const child = spawn(process.execPath, ['dist/matter.js', '--help'], { stdio: ['ignore', 'pipe', 'ignore'] });
    child.stdout.destroy();
    const [code] = (await once(child, 'exit')) as [number];
    assert.equal(code, 0);
  });
  fault('standard input is closed where the credentials should come', async () => {
    writeFileSync(file, `GET http://127.0.0.1:${await closedPort()}/\n`);
    const { code, err } = await runMatter(['run', '--credentials-stdin', file], {}, '');
    assert.deepEqual([code, err.includes('must be JSON')], [2, true]);
  });
  fault('a variable is missing', async () => {
    writeFileSync(file, `GET http://127.0.0.1:${await closedPort()}/{{nothing}}\n`);
    const { code, out } = await runMatter(['run', file]);
    assert.deepEqual([code, /nothing.*has no value/.test(out)], [2, true]);
  });
});
