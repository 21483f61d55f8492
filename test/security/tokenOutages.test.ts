import assert from 'node:assert/strict';
import { testCredential } from '../support/fakes/auth.ts';
import type { Answer } from '../support/servers/recordingServer.ts';
import { onBench } from '../support/security/tokenBench.ts';

// A token endpoint that is down is not asked by every request that needs a token.

describe('failures of the token endpoint are remembered', () => {
  const down: readonly (readonly [string, Answer, number])[] = [
    ['503', { status: 503 }, 3],
    ['429 with Retry-After: 3600', { status: 429, headers: { 'Retry-After': '3600' } }, 1],
    ['503 with Retry-After as a date', { status: 503, headers: { 'Retry-After': 'Wed, 21 Oct 2099 07:28:00 GMT' } }, 1],
    ['404', { status: 404 }, 1],
    ['400 invalid_scope', { status: 400, body: '{"error":"invalid_scope"}' }, 2],
  ];
  for (const [name, answer, requests] of down)
    it(
      `${name}: 20 callers after the first one fail at once, with the seconds left`,
      onBench(async (bench) => {
        bench.onToken = () => answer;
        await assert.rejects(bench.token(), { code: 'token-unavailable' });
        const later = await Promise.allSettled(Array.from({ length: 20 }, () => bench.token()));
        for (const result of later) {
          assert.ok(result.status === 'rejected');
          assert.match(String(result.reason), /Try again in \d+ s\./);
        }
        assert.equal(bench.tokenRequests(), requests);
      }),
    );
  it(
    'Retry-After: 3600: not asked for that long, then once',
    onBench(async (bench) => {
      bench.onToken = () => ({ status: 429, headers: { 'Retry-After': '3600' } });
      await assert.rejects(bench.token(), /in 3600 s/);
      bench.onToken = undefined;
      bench.clock.advance(3_599_000);
      await assert.rejects(bench.token(), /in 1 s/);
      assert.equal(bench.tokenRequests(), 1);
      bench.clock.advance(1000);
      assert.equal(await bench.send(), 200);
      assert.equal(bench.tokenRequests(), 2);
    }),
  );
  it(
    'a server that cannot be reached: the second caller does not try',
    onBench(async (bench) => {
      const credential = testCredential('http://127.0.0.1:9', { id: 'gone' });
      await assert.rejects(bench.tokens.accessToken(credential), { code: 'unreachable' });
      await assert.rejects(bench.tokens.accessToken(credential), {
        code: 'unreachable',
        message: /The token endpoint is asked again in 3 s/,
      });
      assert.equal(await bench.send(), 200); // another account does not suffer from it
    }),
  );
  it(
    'longer each time, up to a minute, and no longer than the server is well',
    onBench(async (bench) => {
      bench.onToken = () => ({ status: 404 });
      for (const seconds of [3, 6, 12, 24, 48, 60, 60]) {
        await assert.rejects(bench.token(), /answered 404/);
        await assert.rejects(bench.token(), new RegExp(`in ${seconds} s`));
        bench.clock.advance(seconds * 1000);
      }
      bench.onToken = undefined;
      await bench.token();
      bench.clock.advance(3_600_000);
      bench.onToken = () => ({ status: 404 });
      await assert.rejects(bench.token(), /answered 404/);
      await assert.rejects(bench.token(), /in 3 s/);
    }),
  );
  it(
    'until the user tests the connection, or edits the account',
    onBench(async (bench) => {
      bench.onToken = () => ({ status: 404 });
      await assert.rejects(bench.token(), /answered 404/);
      bench.onToken = undefined;
      await assert.rejects(bench.token(), /Try again in/);
      bench.tokens.drop('one');
      assert.equal(await bench.send(), 200);
    }),
  );
});
