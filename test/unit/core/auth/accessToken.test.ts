import assert from 'node:assert/strict';
import { parseTokenAnswer } from '../../../../src/core/auth/accessToken.ts';

describe('parseTokenAnswer', () => {
  const answer = (change: object): string =>
    JSON.stringify({ access_token: 'sbx_abc', token_type: 'Bearer', expires_in: 3600, ...change });
  const lifetimes: readonly (readonly [unknown, number])[] = [
    [3600, 3600],
    ['3600', 3600],
    [undefined, 300],
    [0, 60],
    [-1, 60],
    ['3600abc', 60],
    [1e15, 86_400],
    [null, 300], // what many JSON writers put for "absent"
    ['3599.5', 3599.5],
    ['3600 ', 3600],
    ['NaN', 60],
  ];
  for (const [value, seconds] of lifetimes) {
    it(`takes expires_in ${value === undefined ? 'absent' : JSON.stringify(value)} as ${seconds} s`, () => {
      assert.equal(parseTokenAnswer(answer({ expires_in: value }), 1000).expiresAt, 1000 + seconds * 1000);
    });
  }
  it('tolerates a byte order mark and any case of the type', () => {
    assert.equal(parseTokenAnswer(`\uFEFF${answer({ token_type: 'bearer' })}`, 0).value.reveal(), 'sbx_abc');
  });
  it('takes every character of a b64token (RFC 6750 section 2.1), and 60 KB of them', () => {
    const all = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/';
    for (const token of [all, `${all}==`, all.repeat(900)])
      assert.equal(parseTokenAnswer(answer({ access_token: token }), 0).value.reveal(), token);
  });
  const bad = [
    { access_token: '' },
    { access_token: 'a\r\nb' },
    { access_token: 5 },
    { access_token: 'ä' },
    { token_type: 'mac' },
    { token_type: undefined },
  ];
  for (const change of bad) {
    it(`refuses ${JSON.stringify(change)} without quoting the body`, () => {
      assert.throws(
        () => parseTokenAnswer(answer(change), 0),
        (error: Error) => !`${error.message}${String(error.cause)}`.includes('sbx_abc'),
      );
    });
  }
  it('refuses what is not JSON', () => {
    for (const text of ['', '<html>', '[]', 'null'])
      assert.throws(() => parseTokenAnswer(text, 0), { code: 'token-invalid' });
  });
});
