import assert from 'node:assert/strict';
import fc from 'fast-check';
import { identifierFault, schemeOf, type Scheme } from '../../../../src/core/portfolio/identifiers.ts';
import { cases } from '../../../support/security/cases.ts';

/** Values published by the standards, the issuers or the registration agencies. */
const published: Readonly<Record<Scheme, readonly string[]>> = {
  ISIN: [
    'US0378331005',
    'US5949181045',
    'LU1503114545',
    'AU0000XVGZA3',
    'GB0002634946',
    'DE000BAY0017',
    'JP3633400001',
  ],
  CUSIP: ['037833100', '594918104', '17275R102', '38259P508', '68389X105', '38143VAA7'],
  SEDOL: ['0263494', 'B0WNLY7', '2046251', '0798059', 'B0YBKJ7', 'B000300'],
  LEI: ['HWUPKR0MPOU8FGXBT394', '5493001KJTIIGC8Y1R12', '5493006MHB84DD0ZWV18', 'INR2EJN1ERAN0W5ZP974'],
  FIGI: ['BBG000BLNNH6', 'BBG000B9XRY4', 'BBG000BPH459', 'BBG000BVPV84'],
};

describe('identifiers', () => {
  for (const [scheme, values] of Object.entries(published)) {
    it(`accepts published values of ${scheme}, and tells their scheme`, () => {
      for (const value of values) {
        assert.equal(identifierFault(scheme as Scheme, value), undefined, value);
        assert.equal(schemeOf(value), scheme, value);
      }
    });

    it(`finds every single wrong digit of ${scheme}`, () => {
      const digit = fc.integer({ min: 1, max: 9 });
      fc.assert(
        fc.property(fc.constantFrom(...values), fc.nat({ max: 30 }), digit, (value, at, added) => {
          const digits = [...value.matchAll(/\d/g)].map(({ index }) => index);
          const place = digits[at % digits.length]!;
          const other = String((Number(value[place]) + added) % 10);
          const wrong = value.slice(0, place) + other + value.slice(place + 1);
          assert.notEqual(identifierFault(scheme as Scheme, wrong), undefined, wrong);
        }),
        { numRuns: cases(300) },
      );
    });
  }

  it('names the shape where the value has another one', () => {
    assert.match(identifierFault('ISIN', 'AAPL') ?? '', /is not an ISIN: two letters/);
    assert.match(identifierFault('SEDOL', 'A263494') ?? '', /is not a SEDOL/);
    assert.match(identifierFault('FIGI', 'GGG000BLNNH6') ?? '', /is not a FIGI/);
    assert.equal(schemeOf('AAPL'), undefined);
  });
});
