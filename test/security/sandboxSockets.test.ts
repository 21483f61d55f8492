import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { startSandboxServer, type SandboxServer } from '../../src/node/sandboxServer.ts';
import { threat } from '../support/security/threats.ts';

// T16, below HTTP: who can reach the sandbox's port at all, how many can, and whether anybody could guess a token.

threat('T16', 'DNS rebinding and CSRF on the sandbox: sockets and tokens', () => {
  let server: SandboxServer;
  let port = 0;
  beforeEach(async () => {
    server = await startSandboxServer();
    port = Number(new URL(server.origin).port);
  });
  afterEach(() => server.stop());

  /** Whether somebody accepts a connection there. */
  async function isOpen(host: string): Promise<boolean> {
    const socket = connect({ host, port });
    socket.setTimeout(60_000, () => socket.destroy(new Error('no answer')));
    try {
      await once(socket, 'connect');
      return true;
    } catch {
      return false;
    } finally {
      socket.destroy();
    }
  }

  it('listens on 127.0.0.1 alone', async () => {
    const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
    // The whole of 127.0.0.0/8 is this computer on Linux, so that there is always another address to try.
    const others = new Set(['127.0.0.2', '::1', ...own.map(({ address }) => address)]);
    others.delete('127.0.0.1');
    for (const address of others) assert.equal(await isOpen(address), false, address);
    assert.equal(await isOpen('127.0.0.1'), true);
  });

  it('makes every token and every login anew', async () => {
    const another = await startSandboxServer();
    try {
      const tokens = await Promise.all(Array.from({ length: 20 }, (_, at) => tokenOf(at % 2 === 0 ? server : another)));
      for (const token of tokens) assert.match(token, /^sbx_token_[0-9a-f]{32}$/);
      assert.equal(new Set(tokens).size, tokens.length);
      assert.notEqual(server.clientId, another.clientId);
      assert.notEqual(server.clientSecret.reveal(), another.clientSecret.reveal());
    } finally {
      await another.stop();
    }
  });

  it('serves 128 connections, and drops the one after them', async () => {
    const sockets: Socket[] = [];
    try {
      for (let count = 0; count < 128; count++) {
        const socket = connect(port, '127.0.0.1').on('error', () => undefined);
        sockets.push(socket);
        await once(socket, 'connect');
      }
      const last = sockets.at(-1);
      last?.write(ask(port));
      assert.match(last === undefined ? '' : await firstOf(last), /^HTTP\/1\.1 401 /);
      const extra = connect(port, '127.0.0.1').on('error', () => undefined);
      sockets.push(extra);
      extra.write(ask(port));
      assert.equal(await firstOf(extra), '');
    } finally {
      for (const socket of sockets) socket.destroy();
    }
  });
});

async function tokenOf({ origin, clientId, clientSecret }: SandboxServer): Promise<string> {
  const headers = { Authorization: `Basic ${btoa(`${clientId}:${clientSecret.reveal()}`)}` };
  const answer = await fetch(`${origin}/auth/v1/token`, { method: 'POST', headers });
  return ((await answer.json()) as { access_token: string }).access_token;
}

const ask = (port: number): string => `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`;

/** What the server says first; empty where it closes the connection without a word. */
function firstOf(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    socket.once('data', (chunk: Buffer) => {
      resolve(chunk.toString());
    });
    socket.once('close', () => {
      resolve('');
    });
  });
}
