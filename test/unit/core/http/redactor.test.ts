import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Redactor } from '../../../../src/core/http/redactor.ts';
import { SecretMatcher } from '../../../../src/core/http/secretMatcher.ts';
import { shorten } from '../../../../src/core/shorten.ts';
import { Secret } from '../../../../src/core/secret.ts';

describe('Redactor', () => {
  it('masks the start of a secret where a text was cut', () => {
    const redactor = new Redactor();
    redactor.register(new Secret('sbx_secret_"quoted"_0123456789'));
    for (const limit of [178, 185, 195])
      assert.equal(
        redactor.redact(shorten(`${'x'.repeat(170)}sbx_secret_"quoted"_0123456789`, limit)),
        `${'x'.repeat(170)}••••••…`,
      );
    assert.equal(redactor.redact('a sbx_sec… b sbx_other_1…'), 'a sbx_sec… b sbx_other_1…');
  });

  it('knows a secret until the last of those who gave it forgets it', () => {
    const matcher = new SecretMatcher();
    const [first, second] = [0, 1].map(() => matcher.register(new Secret('sbx_secret_of_two')));
    first?.();
    first?.(); // twice counts once
    assert.ok(matcher.matches('x sbx_secret_of_two'));
    second?.();
    assert.ok(!matcher.matches('x sbx_secret_of_two'));
  });

  it('masks all nine forms of a secret, whatever stands around it', () => {
    const text = fc.string({ minLength: 8, maxLength: 40, unit: 'grapheme-ascii' });
    fc.assert(
      fc.property(text, fc.string({ maxLength: 5, unit: 'grapheme-ascii' }), (value, before) => {
        fc.pre(value.trim().length >= 8 && !/^(.)\1*$/.test(value));
        const redactor = new Redactor();
        redactor.register(new Secret(value));
        const hex = Buffer.from(value).toString('hex');
        for (const form of [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1), hex]) {
          assert.ok(!redactor.redact(`a ${form} b`).includes(form), form);
        }
        const encoded = Buffer.from(before + value).toString('base64');
        const inner = encoded.slice(
          Math.ceil((before.length * 4) / 3),
          Math.floor(((before.length + value.length) * 8) / 6),
        );
        assert.ok(!redactor.redact(encoded).includes(inner), 'base64');
      }),
      { numRuns: 300 },
    );
  });

  it('masks bearer and basic values it was never told of, and forgets on sign-out', () => {
    const redactor = new Redactor();
    assert.equal(redactor.redact('Authorization: Bearer abcdefghij'), 'Authorization: Bearer ••••••');
    const forget = redactor.register(new Secret('sbx_secret_1'));
    assert.equal(redactor.redact('sbx_secret_1'), '••••••');
    forget();
    assert.equal(redactor.redact('sbx_secret_1'), 'sbx_secret_1');
  });

  it('leaves data alone that only looks like a header', () => {
    const redactor = new Redactor();
    redactor.register(new Secret('sbx_secret_12345'));
    const text = 'Basic Materials, basic sanitation, sbx_secret_12345';
    assert.equal(redactor.redact(text), 'Basic ••••••, basic ••••••, ••••••');
  });
});
