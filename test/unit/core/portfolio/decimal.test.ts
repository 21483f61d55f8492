import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decimalMarkOf, parseDecimal, type DecimalMark } from '../../../../src/core/portfolio/decimal.ts';
import { cases } from '../../../support/security/cases.ts';

/** As people of several countries write it. */
function written(value: number, mark: DecimalMark, group: string, decimals: number): string {
  const [whole = '', fraction] = Math.abs(value).toFixed(decimals).split('.');
  const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/g, group);
  return `${value < 0 ? '-' : ''}${grouped}${fraction === undefined ? '' : `${mark}${fraction}`}`;
}

describe('numbers of a portfolio file', () => {
  const table: readonly (readonly [string, DecimalMark, number | undefined])[] = [
    ['0.123', '.', 0.123],
    ['.5', '.', 0.5],
    ['5.', '.', 5],
    ['1,234.5', '.', 1234.5],
    ['1.234,5', ',', 1234.5],
    ['1 234,5', ',', 1234.5],
    ['1\u00a0234,5', ',', 1234.5],
    ['1\u202f234\u202f567,5', ',', 1234567.5],
    ["1'234.5", '.', 1234.5],
    ['1’234.5', '.', 1234.5],
    ['12,5 %', ',', 12.5],
    ['(3.5)', '.', -3.5],
    ['\u22123.5', '.', -3.5],
    ['+3.5', '.', 3.5],
    ['1e-3', '.', 0.001],
    ['1,5E+2', ',', 150],
    ['', '.', undefined],
    ['-', '.', undefined],
    ['.', '.', undefined],
    ['n/a', '.', undefined],
    ['0x10', '.', undefined],
    ['Infinity', '.', undefined],
    ['1,23.4', '.', undefined],
    ['1.2.3', '.', undefined],
    ['12,34', '.', undefined],
    ['1e999', '.', Infinity],
    [`${' '.repeat(100)}1 1`, '.', undefined],
  ];
  for (const [text, mark, value] of table) {
    it(`reads "${text.trim().slice(0, 20)}" with ${mark}`, () => {
      assert.equal(parseDecimal(text, mark), value);
    });
  }

  it('takes percent as exactly a hundredth', () => {
    assert.equal(parseDecimal('12.3', '.', -2), 0.123);
    assert.equal(parseDecimal('7%', '.', -2), 0.07);
    assert.equal(parseDecimal('0.57', '.', -2), 0.0057);
  });

  it('reads back what is written, in any way of writing', () => {
    const mark = fc.constantFrom<DecimalMark>('.', ',');
    const group = fc.constantFrom('', ' ', '\u00a0', '\u202f', "'", '’', 'other mark');
    const cents = fc.integer({ min: -1e12, max: 1e12 });
    fc.assert(
      fc.property(cents, mark, group, fc.integer({ min: 2, max: 5 }), (hundredths, decimal, by, decimals) => {
        const separator = by === 'other mark' ? (decimal === '.' ? ',' : '.') : by;
        const text = written(hundredths / 100, decimal, separator, decimals);
        assert.equal(parseDecimal(text, decimal), Number((hundredths / 100).toFixed(decimals)), text);
      }),
      { numRuns: cases(1000) },
    );
  });

  it('never takes the wrong mark where a value of the column decides', () => {
    const mark = fc.constantFrom<DecimalMark>('.', ',');
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 1e8 }), { minLength: 1 }),
        mark,
        mark,
        (values, used, fallback) => {
          const texts = values.map((value) => written(value / 100, used, used === '.' ? ',' : '.', 2));
          assert.deepEqual(decimalMarkOf(texts, fallback), { mark: used, ambiguous: undefined });
        },
      ),
      { numRuns: cases(500) },
    );
  });

  it('says where nothing decides', () => {
    assert.deepEqual(decimalMarkOf(['12', '1,234'], '.'), { mark: '.', ambiguous: '1,234' });
    assert.deepEqual(decimalMarkOf(['12', '0,234'], '.'), { mark: ',', ambiguous: undefined });
    assert.deepEqual(decimalMarkOf(['1,234,567'], ','), { mark: '.', ambiguous: undefined });
  });
});
