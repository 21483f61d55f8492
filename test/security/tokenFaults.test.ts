import assert from 'node:assert/strict';
import { getEventListeners, setMaxListeners } from 'node:events';
import { readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { ErrorCode } from '../../src/core/appError.ts';
import { TokenClient } from '../../src/core/auth/tokenClient.ts';
import { fault } from '../support/security/faults.ts';
import { startRecordingServer, type Answer } from '../support/servers/recordingServer.ts';
import { onBench, tokenPath, type TokenBench } from '../support/security/tokenBench.ts';

// Of the faults of docs/security-model.md, 2.2, those of the token endpoint's answer.

const good = { access_token: 'sbx_good-._~+/==', token_type: 'Bearer', expires_in: 3600 };
const json = (change: object): string => JSON.stringify({ ...good, ...change });

/** `answer` is refused; a good one, right after it, is taken. */
function refuses(answer: Answer, code: ErrorCode, message: RegExp): () => Promise<void> {
  return onBench(async (bench) => {
    bench.onToken = () => answer;
    await bench.fails(code, message);
    bench.onToken = () => ({ status: 200, body: json({}) });
    bench.clock.advance(3000); // a failure is remembered for so long (issue 16)
    assert.equal(await bench.token(), good.access_token);
  });
}

function takes(body: string): () => Promise<void> {
  return onBench(async (bench) => {
    bench.onToken = () => ({ status: 200, body });
    bench.onApi = () => ({ status: 200 });
    assert.equal(await bench.send(), 200);
    assert.equal(bench.apiRequests()[0]?.authorization, `Bearer ${good.access_token}`);
  });
}

/** The token lives `seconds`; one of a lifetime that is nonsense serves those who wait for it, and nobody after. */
function lives(fields: string, seconds: number, isUsedOnce = false): () => Promise<void> {
  return onBench(async (bench) => {
    bench.fields = fields;
    const client = new TokenClient(bench.transport, bench.clock);
    const { token } = await client.request(await bench.credential());
    assert.equal(token.expiresAt - bench.clock.now(), seconds * 1000);
    bench.server.seen.length = 0;
    const [first, ...others] = await Promise.all(Array.from({ length: 5 }, () => bench.token()));
    assert.deepEqual(new Set(others), new Set([first]));
    assert.equal(bench.tokenRequests(), 1);
    if (!isUsedOnce) {
      bench.clock.advance((seconds - Math.min(300, seconds / 3)) * 1000 - 1);
      assert.equal(await bench.token(), first);
      assert.equal(bench.tokens.state('one'), 'ready', 'it was replaced too early');
      assert.equal(bench.tokenRequests(), 1);
      bench.clock.advance(Math.min(300, seconds / 3) * 1000 - 30_000 + 1);
    }
    assert.notEqual(await bench.token(), first);
    assert.equal(bench.tokenRequests(), 2);
  });
}

describe('faults of access tokens', () => {
  describe('expires_in', () => {
    fault('is absent: 300 s', lives('', 300));
    fault('is 0: 60 s, used once', lives(',"expires_in":0', 60, true));
    fault('is -1: 60 s, used once', lives(',"expires_in":-1', 60, true));
    fault('is "3600": taken', lives(',"expires_in":"3600"', 3600));
    fault('is "3600abc": 60 s, used once', lives(',"expires_in":"3600abc"', 60, true));
    fault('is 1e15: 24 h', lives(',"expires_in":1e15', 86_400));
    it(
      'is 3600: from 300 s before its end the next one is got while it still serves',
      onBench(async (bench) => {
        const first = await bench.token();
        bench.clock.advance(3_300_000 - 1);
        assert.equal(await bench.token(), first);
        assert.equal(bench.tokens.state('one'), 'ready');
        bench.clock.advance(1);
        assert.equal(await bench.token(), first);
        assert.equal(bench.tokens.state('one'), 'refreshing');
        while (bench.tokens.state('one') === 'refreshing') await delay(5);
        assert.notEqual(await bench.token(), first);
        assert.equal(bench.tokenRequests(), 2);
      }),
    );
    it(
      'is 20, less than any margin: used three times',
      onBench(async (bench) => {
        bench.fields = ',"expires_in":20';
        const first = await bench.token();
        for (const next of [await bench.token(), await bench.token()]) assert.equal(next, first);
        assert.equal(bench.tokenRequests(), 1);
      }),
    );
    fault('is null, as many write "absent": 300 s', lives(',"expires_in":null', 300));
    fault('is "NaN": 60 s, used once', lives(',"expires_in":"NaN"', 60, true));
  });

  describe('token', () => {
    const token = (value: unknown): (() => Promise<void>) =>
      refuses({ status: 200, body: json({ access_token: value }) }, 'token-invalid', /no usable access token/);
    fault('is empty', token(''));
    fault('has line ends', token('sbx_a\r\nX-Injected: sbx_b'));
    // As large as a header may be, the token is taken; beyond, so is its answer.
    fault(
      'has 64 KB',
      refuses({ status: 200, body: json({ access_token: 'a'.repeat(65_536) }) }, 'token-invalid', /too large/),
    );
    fault('is no string', token(12_345));
    fault('has a letter beyond ASCII', token('sbx_tokén'));
    const type = (change: object): (() => Promise<void>) =>
      refuses({ status: 200, body: json(change) }, 'token-invalid', /type is not Bearer/);
    fault('has no type', type({ token_type: undefined }));
    fault('has the type mac', type({ token_type: 'mac' }));
    fault('has the type bearer, in lower case: taken', takes(json({ token_type: 'bearer' })));
  });

  describe('answer', () => {
    fault('has the status 201', refuses({ status: 201, body: json({}) }, 'token-unavailable', /answered 201/));
    const html = { status: 200, body: '<html>sbx_page</html>', headers: { 'Content-Type': 'text/html' } };
    fault('is a page', refuses(html, 'token-invalid', /not JSON/));
    fault('begins with a byte order mark: taken', takes(`\uFEFF${json({})}`));
    fault(
      'has 5 MB, and nothing of one of 11 MB stays on disk',
      onBench(async (bench) => {
        const files = (): number =>
          readdirSync(bench.folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length;
        for (const megabytes of [0.1, 5, 11]) {
          bench.clock.advance(60_000);
          bench.onToken = () => ({ status: 200, body: json({ more: 'x'.repeat(megabytes * 1_000_000) }) });
          await bench.fails('token-invalid', /too large/);
          assert.equal(files(), 0);
        }
        // Such an answer does go to a file, where nobody removes it.
        await bench.transport.send({ method: 'POST', url: new URL(tokenPath, bench.server.origin), headers: [] });
        assert.equal(files(), 1);
      }),
    );
    fault(
      'is a redirect: not followed',
      onBench(async (bench) => {
        const other = await startRecordingServer(() => ({ status: 200, body: json({}) }));
        try {
          for (const location of [new URL(tokenPath, other.origin).href, '/elsewhere']) {
            bench.onToken = () => ({ status: 302, headers: { Location: location } });
            await bench.fails('token-unavailable', /answered 302.*redirects/);
            bench.clock.advance(60_000);
          }
          assert.equal(other.seen.length, 0);
          assert.equal(bench.tokenRequests(), 2);
        } finally {
          await other.stop();
        }
      }),
    );
  });

  describe('errors', () => {
    /** The server is not asked again, not even when it would accept, until the user edits the account. */
    async function stopsUntilEdited(bench: TokenBench, answer: Answer): Promise<void> {
      bench.onToken = () => answer;
      await bench.fails('credentials-rejected', /does not accept this client id and secret/);
      bench.onToken = undefined;
      await bench.fails('credentials-rejected', /does not accept this client id and secret/);
      assert.equal(bench.tokenRequests(), 1);
      await bench.signIn('sbx_secret_test_new');
      assert.equal(await bench.send(), 200);
    }
    /** Asked `requests` times; then callers fail at once for `downMs`, and after that it is asked again. */
    async function isTransient(
      bench: TokenBench,
      answer: Answer,
      requests: number,
      pauseMs: number,
      downMs = 3000,
    ): Promise<void> {
      const start = bench.clock.now();
      bench.onToken = () => answer;
      await bench.fails('token-unavailable', new RegExp(`answered ${answer.status}`));
      assert.equal(bench.tokenRequests(), requests);
      assert.equal(bench.clock.now() - start, pauseMs);
      bench.onToken = undefined;
      bench.clock.advance(downMs - 1000);
      await bench.fails('token-unavailable', new RegExp(`answered ${answer.status}.* in 1 s`));
      assert.equal(bench.tokenRequests(), requests, 'a server that is down is asked');
      bench.clock.advance(1000);
      assert.equal(await bench.send(), 200);
      assert.equal(bench.tokens.state('one'), 'ready');
    }
    const invalidClient = { status: 400, body: '{"error":"invalid_client"}' };
    fault(
      '400 invalid_client: no more, until edited',
      onBench((bench) => stopsUntilEdited(bench, invalidClient)),
    );
    fault(
      '401: no more, until edited',
      onBench((bench) => stopsUntilEdited(bench, { status: 401 })),
    );
    fault(
      '403: next time',
      onBench((bench) => isTransient(bench, { status: 403 }, 1, 0)),
    );
    fault(
      '429: 3 tries, with growing pauses',
      onBench((bench) => isTransient(bench, { status: 429 }, 3, 9000)),
    );
    it(
      '429 with Retry-After: 3 tries, with its pauses',
      onBench((bench) => isTransient(bench, { status: 429, headers: { 'Retry-After': '7' } }, 3, 14_000, 7000)),
    );
    fault(
      '500: next time',
      // Twice: some servers answer 500 where they miss the body of RFC 6749 (oauth2orize).
      onBench((bench) => isTransient(bench, { status: 500 }, 2, 0)),
    );
    fault('200 with an empty body', refuses({ status: 200 }, 'token-invalid', /not JSON/));
  });

  describe('callers', () => {
    const slowly = async (): Promise<undefined> => delay(50, undefined);
    const hundred = <Result>(one: (index: number) => Promise<Result>): Promise<PromiseSettledResult<Result>[]> =>
      Promise.allSettled(Array.from({ length: 100 }, (_, index) => one(index)));
    fault(
      '100 at once: 1 token request',
      onBench(async (bench) => {
        bench.onToken = slowly;
        const results = await hundred(() => bench.send());
        assert.ok(results.every((result) => result.status === 'fulfilled' && result.value === 200));
        assert.equal(bench.tokenRequests(), 1);
        assert.equal(bench.apiRequests().length, 100);
      }),
    );
    fault(
      'one cancels: the other 99 get the token',
      onBench(async (bench) => {
        const controller = new AbortController();
        bench.onToken = () => {
          controller.abort();
          return slowly();
        };
        const results = await hundred((index) => bench.token(index === 0 ? controller.signal : undefined));
        const [first, ...others] = results;
        assert.ok(first?.status === 'rejected');
        assert.equal((first.reason as { code?: unknown }).code, 'cancelled');
        assert.equal(others.filter(({ status }) => status === 'fulfilled').length, 99);
        assert.equal(bench.tokenRequests(), 1);
      }),
    );
    it(
      '1000 with one signal leave nothing on it',
      onBench(async (bench) => {
        bench.onToken = slowly;
        const { signal } = new AbortController();
        setMaxListeners(0, signal);
        const waits = Array.from({ length: 1000 }, () => bench.token(signal));
        while (getEventListeners(signal, 'abort').length < 1000) await delay(1); // until they wait
        await Promise.all(waits);
        assert.equal(getEventListeners(signal, 'abort').length, 0);
      }),
    );
    it(
      'wait for 15 s, and then it is an error',
      onBench(async (bench) => {
        let end: (() => void) | undefined;
        bench.onToken = () =>
          new Promise((resolve) => {
            end = () => resolve(undefined);
            bench.clock.advance(15_000);
          });
        try {
          await bench.fails('timeout', /./);
          assert.equal(bench.clock.deadlines.at(-1), 15_000);
        } finally {
          end?.();
        }
      }),
    );
    const failing = async (bench: TokenBench): Promise<void> => {
      bench.onToken = async () => {
        await slowly();
        return { status: 500 };
      };
      const results = await hundred(() => bench.token());
      const codes = results.map((result) => result.status === 'rejected' && (result.reason as { code: string }).code);
      assert.deepEqual(new Set(codes), new Set(['token-unavailable']));
      assert.equal(bench.tokenRequests(), 2); // without and with a body
      bench.clock.advance(3000);
    };
    fault('share a failure', onBench(failing));
    fault(
      'of the time after a failure meet none',
      onBench(async (bench) => {
        await failing(bench);
        bench.onToken = slowly;
        const results = await hundred(() => bench.send());
        assert.ok(results.every((result) => result.status === 'fulfilled' && result.value === 200));
        assert.equal(bench.tokenRequests(), 3);
      }),
    );
  });
});
