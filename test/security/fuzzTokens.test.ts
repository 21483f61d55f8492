import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { AppError } from '../../src/core/appError.ts';
import { parseTokenAnswer, type AccessToken } from '../../src/core/auth/accessToken.ts';
import { TokenClient } from '../../src/core/auth/tokenClient.ts';
import type { HttpResponse } from '../../src/core/http/httpMessage.ts';
import { Secret } from '../../src/core/secret.ts';
import { testCredential } from '../support/fakes/auth.ts';
import { cases } from '../support/security/cases.ts';
import { fuzzSeed, inTime, inTimeAsync } from '../support/generators/generateSeed.ts';
import { canary, tokenAnswer } from '../support/generators/generateTokenAnswer.ts';
import { ManualClock } from '../support/fakes/manualClock.ts';
import { testResponse } from '../support/fakes/response.ts';
import { tally } from '../support/security/tally.ts';

const runs = cases(10_000);
const secret = 'sbx_secret_fuzz_ö:91';

/** The rule, written down once more: seconds from the text of an answer. */
function expectedSeconds(text: string): number {
  const { expires_in: value } = JSON.parse(text.replace(/^\uFEFF/, '')) as { readonly expires_in?: unknown };
  if (value === undefined || value === null) return 300;
  const isDecimal = typeof value === 'string' && /^[0-9]{1,15}(\.[0-9]{1,15})?$/.test(value.trim());
  const seconds = isDecimal ? parseFloat(value) : value;
  const isPositive = typeof seconds === 'number' && seconds > 0 && seconds < Infinity;
  return isPositive ? Math.min(seconds, 86_400) : 60;
}

function checkToken({ value, obtainedAt, expiresAt }: AccessToken, text: string, now: number): void {
  // RFC 6750 section 2.1, as a list of characters.
  const end = value.reveal().replace(/=*$/, '');
  const allowed = new Set('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/');
  assert.ok(end !== '' && Array.from(end).every((character) => allowed.has(character)));
  assert.ok(value.reveal().length <= 65_536);
  assert.equal(obtainedAt, now);
  assert.equal(expiresAt, now + expectedSeconds(text) * 1000);
  assert.ok(!inspect({ value }, { depth: 9 }).includes(canary));
}

/** Everything that a log or a notification could show of an error, its causes too. */
function checkError(error: unknown, text: string): void {
  if (!(error instanceof AppError)) throw error;
  const shown = [
    error.message,
    String(error),
    inspect(error, { depth: 9, showHidden: true }),
    JSON.stringify(error),
  ].join('\n');
  assert.ok(!shown.includes(canary), 'the token is shown');
  assert.ok(!shown.includes(secret) && !shown.includes(encodeURIComponent(secret)), 'the secret is shown');
  assert.ok(text.length < 20 || !shown.includes(text), 'the body is shown');
}

const statuses = fc.constantFrom(200, 200, 200, 200, 201, 204, 301, 302, 400, 401, 403, 404, 429, 500, 503);
const headers = fc.constantFrom<readonly (readonly [string, string])[]>(
  [],
  [['Retry-After', '1']],
  [['Retry-After', canary]],
  [['Location', `https://other.example/${canary}`]],
  [['WWW-Authenticate', `Bearer error="${canary}"`]],
);

describe('fuzz: token answers', () => {
  it(`${runs} answers: a token of RFC 6750 with a lifetime within bounds, or a typed error without the body`, () => {
    let accepted = 0;
    const property = fc.property(tokenAnswer, fc.nat(2e12), (text, now) => {
      try {
        checkToken(
          inTime('an answer', () => parseTokenAnswer(text, now)),
          text,
          now,
        );
        accepted++;
      } catch (error) {
        checkError(error, text);
        assert.equal((error as AppError).code, 'token-invalid');
      }
    });
    fc.assert(property, { numRuns: runs, seed: fuzzSeed() });
    console.log(`token answers: ${runs}, ${accepted} with a token`);
    assert.ok(accepted > runs / 20 && accepted < runs / 2, 'there must be answers of both kinds');
    tally('fuzz:token answer', 'fuzz', runs);
  });

  it(`${runs / 10} answers to the token client, of any status`, async () => {
    let granted = 0;
    const answer = fc.record({
      text: tokenAnswer,
      status: statuses,
      headers,
      truncated: fc.constantFrom(false, false, true),
    });
    const property = fc.asyncProperty(answer, async ({ text, status, headers: own, truncated }) => {
      const response: HttpResponse = { ...testResponse(status, text, own), truncated };
      const clock = new ManualClock();
      const client = new TokenClient({ send: () => Promise.resolve(response) }, clock);
      const credential = testCredential('https://api.example.com', { clientSecret: new Secret(secret) });
      try {
        const { token } = await inTimeAsync('an answer', () => client.request(credential, 3));
        assert.ok(status === 200 && !truncated);
        checkToken(token, await response.body.text(), clock.now());
        granted++;
      } catch (error) {
        checkError(error, text);
        assert.ok(
          ['credentials-rejected', 'token-unavailable', 'token-invalid', 'protocol'].includes((error as AppError).code),
        );
      }
    });
    await fc.assert(property, { numRuns: runs / 10, seed: fuzzSeed() });
    assert.ok(granted > 0);
  });

  it('are looked at closely enough: a leak would be found', () => {
    const leaking = new AppError('token-invalid', 'No.', { cause: new Error(`in "${canary}"`) });
    assert.throws(() => checkError(leaking, ''), /is shown/);
    assert.throws(() => checkError(new TypeError('x'), ''), TypeError);
  });
});
