import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { MemoryBody } from '../../src/core/http/body.ts';
import { testCredential } from '../support/fakes/auth.ts';
import { fault, listen } from '../support/security/faults.ts';
import type { Answer } from '../support/servers/recordingServer.ts';
import { onBench, tokenPath, type TokenBench } from '../support/security/tokenBench.ts';

// Of the faults of docs/security-model.md, 2.2, those of an access token in use, and of the clock.

describe('faults of access tokens in use', () => {
  describe('refused by the API', () => {
    fault(
      '401 once: a new token, and the same request again, of any method and body',
      onBench(async (bench) => {
        let tokens = 0;
        const received: string[] = [];
        const server = createServer((request, response) => {
          void text(request).then((body) => {
            if (request.url === tokenPath)
              return response.end(`{"access_token":"sbx_token_${++tokens}","token_type":"Bearer"}`);
            received.push(`${request.method} ${request.headers.authorization} ${body}`);
            return response.writeHead(received.length === 1 ? 401 : 200).end();
          });
        });
        const origin = `http://127.0.0.1:${await listen(server)}`;
        const auth = bench.window.senders.for(testCredential(origin, { id: 'two' })).transport;
        const bytes = new TextEncoder().encode('sent');
        try {
          for (const [method, body] of [
            ['POST', 'sent'],
            ['PATCH', bytes],
            ['PUT', new MemoryBody(bytes)],
          ] as const) {
            received.length = 0;
            const first = Math.max(tokens, 1);
            const { status } = await auth.send({ method, url: new URL('/x', origin), headers: [], body });
            assert.equal(status, 200);
            assert.deepEqual(
              received,
              [first, first + 1].map((token) => `${method} Bearer sbx_token_${token} sent`),
            );
          }
        } finally {
          server.closeAllConnections();
          server.close();
        }
      }),
    );
    const counts = (bench: TokenBench): readonly number[] => [bench.tokenRequests(), bench.apiRequests().length];
    fault(
      '401 forever: shown after 1 resend',
      onBench(async (bench) => {
        bench.onApi = () => ({ status: 401, headers: { 'WWW-Authenticate': 'Bearer error="invalid_token"' } });
        assert.equal(await bench.send(), 401);
        assert.deepEqual(counts(bench), [2, 2]);
      }),
    );
    fault(
      '401 without WWW-Authenticate: 1 resend',
      onBench(async (bench) => {
        bench.onApi = () => (bench.apiRequests().length === 1 ? { status: 401 } : undefined);
        assert.equal(await bench.send(), 200);
        assert.deepEqual(counts(bench), [2, 2]);
      }),
    );
    fault(
      '403 insufficient_scope: shown, and the token is kept',
      onBench(async (bench) => {
        const headers = { 'WWW-Authenticate': 'Bearer error="insufficient_scope"' };
        // A 401 that says so means the same; a 403 needs no reason.
        const refusals: readonly Answer[] = [{ status: 403, headers }, { status: 401, headers }, { status: 403 }];
        for (const [at, answer] of refusals.entries()) {
          bench.onApi = () => answer;
          assert.equal(await bench.send(), answer.status);
          assert.deepEqual(counts(bench), [1, at + 1]);
        }
        bench.onApi = undefined;
        assert.equal(await bench.send(), 200);
        assert.deepEqual(counts(bench), [1, 4]);
      }),
    );
  });

  describe('clock', () => {
    /** One use, then the clock moves; the next uses are of one new token, and the API meets no expired one. */
    const moves = (ms: number, uses: number): (() => Promise<void>) =>
      onBench(async (bench) => {
        const first = await bench.token();
        assert.equal(await bench.token(), first);
        bench.clock.advance(ms);
        await delay(20);
        assert.equal(bench.tokenRequests(), 1); // nothing happens before the use
        const statuses = await Promise.all(Array.from({ length: uses }, () => bench.send()));
        assert.deepEqual(new Set(statuses), new Set([200]));
        assert.equal(bench.tokenRequests(), 2);
        assert.equal(bench.apiRequests().length, uses);
        assert.notEqual(await bench.token(), first);
      });
    const hourMs = 3_600_000;
    fault('is 1 h ahead', moves(hourMs, 1));
    fault('is set back 1 h', moves(-hourMs, 1));
    fault('after a sleep past the expiry: 20 sends, 1 new token', moves(8 * hourMs, 20));
    fault(
      'a sleep in the middle of a request, or of a token request: 1 resend',
      onBench(async (bench) => {
        bench.onApi = () => {
          bench.onApi = undefined;
          bench.clock.suspend(2 * hourMs);
          return undefined; // by now the token has expired
        };
        assert.equal(await bench.send(), 200);
        assert.deepEqual([bench.tokenRequests(), bench.apiRequests().length], [2, 2]);
        bench.clock.suspend(2 * hourMs);
        bench.onToken = () => {
          bench.onToken = undefined;
          bench.clock.suspend(2 * hourMs);
          return undefined;
        };
        assert.equal(await bench.send(), 200);
        assert.deepEqual([bench.tokenRequests(), bench.apiRequests().length], [4, 4]);
      }),
    );
    fault(
      'a lifetime beyond what timers can hold: none is set',
      onBench(async (bench) => {
        const warnings: string[] = [];
        const listener = ({ name }: Error): void => void warnings.push(name);
        process.on('warning', listener);
        try {
          bench.fields = ',"expires_in":31536000';
          const first = await bench.token();
          bench.clock.advance(23 * hourMs);
          assert.equal(await bench.token(), first);
          await delay(20);
          assert.equal(bench.tokenRequests(), 1);
          assert.deepEqual(warnings, []);
          clearTimeout(setTimeout(() => undefined, 2 ** 31)); // such a timer would be seen
          await delay(20);
          assert.deepEqual(warnings, ['TimeoutOverflowWarning']);
          bench.clock.advance(hourMs);
          assert.notEqual(await bench.token(), first);
        } finally {
          process.removeListener('warning', listener);
        }
      }),
    );
  });
});
