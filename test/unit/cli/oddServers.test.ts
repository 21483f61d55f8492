import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { cases } from '../../support/security/cases.ts';
import { startRawServer, type Script } from '../../support/servers/rawServer.ts';
import { runMatter, type MatterResult } from '../../support/servers/runMatter.ts';

// What the command line says of servers that speak HTTP in their own way: nothing is green by silence.

const dir = mkdtempSync(join(tmpdir(), 'matter-odd-'));
const env = { MATTER_CLIENT_ID: 'sbx_odd', MATTER_CLIENT_SECRET: 'sbx_secret_odd_1' };
const token = '{"access_token":"sbx_token_odd","token_type":"Bearer","expires_in":3600}';
const answer = (head: string, body = ''): string =>
  `HTTP/1.1 ${head}\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
const unasked = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n';

function file(name: string, text: string): string {
  const path = join(dir, name);
  writeFileSync(path, text);
  return path;
}

/** A server that gives a token, and plays `script` for everything else. */
async function withServer<Result>(script: Script, use: (origin: string) => Promise<Result>): Promise<Result> {
  const server = await startRawServer((socket, head) =>
    head.startsWith('POST /auth/v1/token') ? socket.end(answer('200 OK', token)) : script(socket, head),
  );
  try {
    return await use(server.origin);
  } finally {
    await server.stop();
  }
}

const runOf = (script: Script, text: string, ...args: readonly string[]): Promise<MatterResult> =>
  withServer(script, (origin) => runMatter(['run', file('a.matter', text), '--origin', origin, ...args], env));

describe('matter, at servers of their own kind', () => {
  after(() => {
    rmSync(dir, { recursive: true });
  });

  describe('exits 4 and says why', () => {
    const one = '### one\n# @assert status == 200\nGET /a\n';
    const broken: readonly (readonly [string, Script, RegExp])[] = [
      ['101 that nobody asked for', (socket) => socket.write(unasked), /switched to another protocol.*101/],
      ['101 and an end', (socket) => socket.end(unasked), /switched to another protocol/],
      ['an end before any byte', (socket) => socket.end(), /could not be reached or hung up/],
      ['a reset before any byte', (socket) => socket.resetAndDestroy(), /could not be reached or hung up/],
      [
        'an answer that is cut short',
        (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc'),
        /cut short/,
      ],
      [
        'chunks without an end',
        (socket) => socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n'),
        /cut short/,
      ],
      ['no HTTP', (socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'), /not valid HTTP/],
      ['silence', () => undefined, /took longer than 1 s/],
      ['an answer without end', (socket) => drip(socket), /cut short.*took longer than 1 s/s],
    ];
    for (const [name, script, message] of broken)
      it(name, async () => {
        const { code, out } = await runOf(script, one, '--timeout', '1s');
        assert.equal(code, 4, out);
        assert.match(out, message);
        assert.match(out, /1 failed/);
      });
    it('101 from the token endpoint', async () => {
      const server = await startRawServer((socket) => socket.write(unasked));
      const { code, out } = await runMatter(['run', file('a.matter', one), '--origin', server.origin], env);
      await server.stop();
      assert.equal(code, 4, out);
      assert.match(out, /switched to another protocol/);
    });
    // It asks for half a minute before it gives up, as it should.
    if (cases(1) > 1)
      it('nightly: matter analyse, where the token endpoint gives an answer that is cut short', async () => {
        const server = await startRawServer((socket) =>
          socket.end('HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"acc'),
        );
        const portfolio = file('p.csv', 'ISIN,Weight\nUS0378331005,1\n');
        const args = ['analyse', portfolio, '--origin', server.origin, '--out', join(dir, 'out'), '--wait', '1s'];
        const { code, out, err } = await runMatter(args, env);
        await server.stop();
        assert.equal(code, 4, out + err);
        assert.match(out + err, /did not take the job|cut short/);
      }).timeout(60_000);
  });

  describe('redirects that were not followed', () => {
    const redirect =
      (location: string): Script =>
      (socket) =>
        socket.end(answer(`307 Temporary Redirect${location === '' ? '' : `\r\nLocation: ${location}`}`));
    const post = (directives: string): string => `### one\n${directives}POST /a\nContent-Type: text/plain\n\nhi\n`;
    const elsewhere = 'http://127.0.0.1:9/x';
    const failing: readonly (readonly [string, string, string, RegExp])[] = [
      ['in a circle', '/a', '### one\nGET /a\n', /lead in a circle/],
      [
        'to another server, with a body',
        elsewhere,
        post(''),
        /127\.0\.0\.1:9\/x was not followed: the body would go to another server/,
      ],
      ['without an address', '', '### one\nGET /a\n', /names no address/],
      ['with a password in it', 'http://u:p@127.0.0.1:9/x', '### one\nGET /a\n', /holds a user name or password/],
      ['to a file', 'file:///etc/passwd', '### one\nGET /a\n', /only http and https/],
      ['though something else is asserted', elsewhere, post('# @assert body isEmpty\n'), /was not followed/],
    ];
    for (const [name, location, text, message] of failing)
      it(`${name}: exits 1 and says why`, async () => {
        const { code, out } = await runOf(redirect(location), text);
        assert.equal(code, 1, out);
        assert.match(out, message);
      });
    it('pass where the user asserts the status or the address, or says @no-redirect', async () => {
      for (const directive of ['@assert status == 307', `@assert header Location == ${elsewhere}`, '@no-redirect']) {
        const { code, out } = await runOf(redirect(elsewhere), post(`# ${directive}\n`));
        assert.equal(code, 0, out);
      }
    });
    it('to an address in UTF-8 are followed', async () => {
      const heads: string[] = [];
      const { code } = await runOf((socket, head) => {
        heads.push(head.split(' ')[1] ?? '');
        socket.end(heads.length === 1 ? Buffer.from(answer('302 Found\r\nLocation: /ü/€')) : answer('200 OK'));
      }, '### one\nGET /a\n');
      assert.equal(code, 0);
      assert.deepEqual(heads, ['/a', '/%C3%BC/%E2%82%AC']);
    });
  });

  describe('server-sent events', () => {
    const events = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: first\n\n';
    /** Runs until the first event is printed, then does `then`. */
    async function stream(
      then: (child: ReturnType<typeof spawn>, socket: Socket) => void,
    ): Promise<MatterResult & { readonly saved: string }> {
      let open: Socket | undefined;
      return withServer(
        (socket) => (open = socket).write(events),
        async (origin) => {
          const output = join(dir, 'events.txt');
          const args = ['dist/matter.js', 'run', file('a.matter', '### one\nGET /a\n'), '--origin', origin];
          const child = spawn(process.execPath, [...args, '--show-body', '--output', output], {
            env: { ...process.env, ...env },
          });
          let out = '';
          child.stdout.on('data', (chunk: Buffer) => {
            const wasThere = out.includes('data: first');
            out += chunk.toString();
            if (!wasThere && out.includes('data: first') && open !== undefined) then(child, open);
          });
          const [code] = (await once(child, 'close')) as [number];
          return { code, out, err: '', saved: readFileSync(output, 'utf8') };
        },
      );
    }
    it('are shown as they come, once', async () => {
      const { code, out, saved } = await stream((_child, socket) => socket.end('data: sec\u006fnd\n\n'));
      assert.equal(code, 0, out);
      assert.equal(out.match(/data: first/g)?.length, 1);
      assert.match(out, /receiving\n {4}data: first\n[\s\S]*data: second[\s\S]*✓ one: 200 OK/);
      assert.equal(saved, 'data: first\n\ndata: second\n\n');
    });
    it('are kept when the user ends them', async () => {
      const { code, out, saved } = await stream((child) => child.kill('SIGINT'));
      assert.equal(code, 130, out);
      assert.match(out, /incomplete[\s\S]*What had come is kept/);
      assert.equal(saved, 'data: first\n\n');
    });
  });
});

/** A byte now and then: no timeout between bytes ever ends it. */
function drip(socket: Socket): void {
  socket.write('HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n');
  void (async () => {
    while (!socket.destroyed) {
      socket.write('x');
      await delay(50);
    }
  })();
}
