import assert from 'node:assert/strict';
import { AppError } from '../../src/core/appError.ts';
import { parseCredential, printCredential } from '../../src/core/auth/credential.ts';
import { Secret } from '../../src/core/secret.ts';
import { testCredential } from '../support/fakes/auth.ts';
import type { Answer, Seen } from '../support/servers/recordingServer.ts';
import { onBench, tokenPath, type TokenBench } from '../support/security/tokenBench.ts';

// Servers that refuse the documented token request for reasons of their own, and what the user is told then.

const json = (value: object): string => JSON.stringify(value);
const good: Answer = { status: 200, body: json({ access_token: 'sbx_good', token_type: 'Bearer', expires_in: 3600 }) };
const hasGrantType = ({ body }: Seen): boolean => new URLSearchParams(body).get('grant_type') === 'client_credentials';
const oauthError = (status: number, error: string, description?: string): Answer => ({
  status,
  body: json({ error, ...(description === undefined ? {} : { error_description: description }) }),
});

/** The message of the refused sign-in; every one of them is free of the secret. */
async function refusal(
  bench: TokenBench,
  answer: Answer,
  secret = 'sbx_secret_test_1234',
): Promise<{ readonly code: string; readonly message: string }> {
  bench.onToken = () => answer;
  const account = { label: 'Test', origin: bench.server.origin, clientId: 'sbx_test_client' };
  const error: unknown = await bench.window.accounts.signIn({ ...account, clientSecret: new Secret(secret) }).then(
    () => assert.fail('it was accepted'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof AppError);
  assert.ok(!error.message.includes(secret), error.message);
  return error;
}

describe('token requests that servers refuse', () => {
  describe('for want of a body', () => {
    const wanting: readonly (readonly [string, Answer])[] = [
      ['400 invalid_request', oauthError(400, 'invalid_request', "missing required parameter 'grant_type'")],
      ['400 unsupported_grant_type', oauthError(400, 'unsupported_grant_type')],
      ['400 and a page', { status: 400, body: '<h1>Bad Request</h1>', headers: { 'Content-Type': 'text/html' } }],
      ['411 Length Required', { status: 411 }],
      ['415 Unsupported Media Type', { status: 415 }],
      ['422 Unprocessable Content', { status: 422, body: json({ detail: [{ loc: ['body', 'grant_type'] }] }) }],
      ['500', { status: 500, body: 'OAuth2orize requires body parsing.' }],
    ];
    for (const [name, answer] of wanting)
      it(
        `${name}: once more with grant_type, and so from then on`,
        onBench(async (bench) => {
          bench.onToken = (seen) => (hasGrantType(seen) ? good : answer);
          await bench.signIn();
          const bodies = bench.server.seen.map(({ body }) => body);
          assert.deepEqual(bodies, ['', 'grant_type=client_credentials']);
          const stored = parseCredential(printCredential(await bench.credential()));
          assert.ok(stored);
          await bench.tokens.accessToken(stored);
          assert.equal(bench.tokenRequests(), 3);
        }),
      );
    it(
      'is met without a body first, as Matter documents it, and then never with one',
      onBench(async (bench) => {
        await bench.send();
        assert.deepEqual(
          bench.server.seen.filter(({ path }) => path === tokenPath).map(({ method, body }) => `${method} ${body}`),
          ['POST '],
        );
      }),
    );
    it(
      'is remembered in memory for an account that was stored before the server wanted it',
      onBench(async (bench) => {
        bench.onToken = (seen) => (hasGrantType(seen) ? good : oauthError(400, 'invalid_request'));
        assert.equal(await bench.token(), 'sbx_good');
        bench.clock.advance(3_600_000);
        assert.equal(await bench.token(), 'sbx_good');
        assert.equal(bench.tokenRequests(), 3);
      }),
    );
    it('an account of an earlier version is read, and is asked for without a body', () => {
      const { sendsGrantType } = parseCredential(printCredential(testCredential('https://a.test'))) ?? {};
      assert.equal(sendsGrantType, undefined);
    });
  });

  describe('for the way Basic is written', () => {
    const decoded = ({ authorization = '' }: Seen): readonly string[] =>
      Buffer.from(authorization.slice(6), 'base64').toString().split(':');
    /** As oidc-provider: what is not form-encoded is refused with `refused`. */
    const strict =
      (secret: string, refused: Answer) =>
      (seen: Seen): Answer => {
        const [, written = ''] = decoded(seen);
        try {
          return decodeURIComponent(written.replaceAll('+', ' ')) === secret ? good : refused;
        } catch {
          return refused;
        }
      };
    for (const secret of ['50%off-sbx_1', 'sbx p@ss:w/ö rd+%2B&=é', 'sbx_Ab+/cd~x==', 'sbx_%41%zz'])
      for (const [name, refused] of [
        ['400 invalid_request', oauthError(400, 'invalid_request', 'not properly encoded')],
        ['400 invalid_client', oauthError(400, 'invalid_client')],
        ['401', { status: 401 }],
      ] as const)
        it(
          `${name} to ${secret}: once more form-encoded, and so from then on`,
          onBench(async (bench) => {
            bench.onToken = strict(secret, refused);
            await bench.signIn(secret);
            assert.ok(bench.tokenRequests() <= 3);
            assert.equal((await bench.credential()).basic, 'form');
            bench.server.seen.length = 0;
            assert.equal(await bench.token(), 'sbx_good');
            assert.equal(bench.tokenRequests(), 1);
          }),
        );
    it(
      '401 to the raw form, then 400 for want of a body: both are met in three requests',
      onBench(async (bench) => {
        const secret = 'sbx_100% sure';
        bench.onToken = (seen) => {
          const answer = strict(secret, { status: 401 })(seen);
          return answer.status === 200 && !hasGrantType(seen) ? oauthError(400, 'invalid_request') : answer;
        };
        await bench.signIn(secret);
        assert.equal(bench.tokenRequests(), 3);
      }),
    );
    it(
      'a plain secret is not asked for twice after 401',
      onBench(async (bench) => {
        await refusal(bench, { status: 401 });
        assert.equal(bench.tokenRequests(), 1);
      }),
    );
  });

  describe('are told in the words of the server', () => {
    const told: readonly (readonly [string, Answer, string, RegExp])[] = [
      [
        'invalid_scope',
        oauthError(400, 'invalid_scope', 'scope is required'),
        'token-unavailable',
        /"scope is required"\. The server wants a scope/,
      ],
      [
        'unauthorized_client',
        oauthError(400, 'unauthorized_client', 'no'),
        'token-unavailable',
        /may not use client credentials/,
      ],
      [
        'unsupported_grant_type',
        oauthError(400, 'unsupported_grant_type'),
        'token-unavailable',
        /gives no tokens for client credentials/,
      ],
      [
        'invalid_client',
        oauthError(401, 'invalid_client', 'client is locked'),
        'credentials-rejected',
        /does not accept.*"client is locked".*sign in again/,
      ],
      [
        '200 with an error',
        oauthError(200, 'invalid_client', 'as GitHub does'),
        'credentials-rejected',
        /"as GitHub does"/,
      ],
      [
        '403',
        oauthError(403, 'access_denied', 'IP not allowed'),
        'token-unavailable',
        /"IP not allowed"\. Ask the administrator/,
      ],
      [
        '403 without a word',
        { status: 403 },
        'token-unavailable',
        /answered 403\. The server refuses this client or this network/,
      ],
      ['404', { status: 404 }, 'token-unavailable', /answered 404\. There is no token endpoint at this address/],
      ['405', { status: 405 }, 'token-unavailable', /no token endpoint at this address/],
      [
        '301 of the same server',
        { status: 301, headers: { Location: `${tokenPath}/` } },
        'token-unavailable',
        /answered 301\. It redirects elsewhere, and a secret follows no redirect/,
      ],
      [
        '307 to another server',
        { status: 307, headers: { Location: 'https://login.example.com/x?sbx_secret_test_1234' } },
        'token-unavailable',
        /redirects to https:\/\/login\.example\.com, and/,
      ],
      ['201', { ...good, status: 201 }, 'token-unavailable', /status 200 only/],
      ['429', { status: 429, headers: { 'Retry-After': '120' } }, 'token-unavailable', /asked too often.*in 120 s/],
      ['503', { status: 503 }, 'token-unavailable', /a fault of its own\. Try again later/],
    ];
    for (const [name, answer, code, message] of told)
      it(
        name,
        onBench(async (bench) => {
          const error = await refusal(bench, answer);
          assert.equal(error.code, code);
          assert.match(error.message, message);
        }),
      );
    it(
      'with the page of error_uri, without what its address carries',
      onBench(async (bench) => {
        const body = json({
          error: 'invalid_scope',
          error_uri: 'https://docs.example.com/errors?id=sbx_secret_test_1234',
        });
        const { message } = await refusal(bench, { status: 400, body });
        assert.match(message, /\(see https:\/\/docs\.example\.com\/errors\)/);
        const script = json({ error: 'invalid_scope', error_uri: 'javascript:alert(1)' });
        assert.doesNotMatch((await refusal(bench, { status: 400, body: script })).message, /javascript/);
      }),
    );
    const secrets = ['sbx_secret_test_1234', 'p@ss w/ö%', 'short'];
    for (const secret of secrets)
      for (const [name, echo] of [
        ['as it is', secret],
        ['with a zero-width space in it', `${secret.slice(0, 3)}\u200B${secret.slice(3)}`],
        ['in Basic', Buffer.from(`sbx_test_client:${secret}`).toString('base64')],
        ['at the place of the cut', `${'x'.repeat(295)}${secret}`],
        ['form-encoded', new URLSearchParams({ v: secret }).toString().slice(2)],
      ] as const)
        it(
          `but not with the secret "${secret}", ${name}`,
          onBench(async (bench) => {
            const { message } = await refusal(bench, oauthError(400, 'invalid_scope', `no: ${echo}`), secret);
            assert.ok(!message.includes(echo.slice(echo.lastIndexOf('x') + 1)), message);
            assert.match(message, /•|…/);
          }),
        );
    it(
      'without what changes how a text is read, and not without end',
      onBench(async (bench) => {
        const text = `a\u202Eb\u0007c\u2066d\r\ne\u00ADf\u{E0041}g [here](command:x)${'y'.repeat(5000)}`;
        const { message } = await refusal(bench, oauthError(400, 'invalid_scope', text));
        assert.match(message, /"abcd efg \[here\] \(command:x\)y+…"/);
        assert.ok(message.length < 600);
      }),
    );
  });
});
