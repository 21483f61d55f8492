import assert from 'node:assert/strict';
import { readPortfolioFile } from '../../../../src/core/portfolio/portfolioFile.ts';
import { repair, toRequestBody, type RepairChoices } from '../../../../src/core/portfolio/repairs.ts';

const apple = 'US0378331005';
const microsoft = 'US5949181045';

async function repaired(rows: readonly (readonly [string, number | string])[], choices: RepairChoices) {
  const text = [['ISIN', 'Weight'], ...rows].map((row) => row.join(',')).join('\n');
  return repair(await readPortfolioFile(new TextEncoder().encode(text), 'fund.csv', { scale: 'fraction' }), choices);
}

describe('repairs of a portfolio', () => {
  it('changes nothing unasked, and keeps the errors', async () => {
    const { holdings, effects, errors } = await repaired(
      [
        [apple, 0.9],
        [apple, 0.3],
        ['X', 0.1],
      ],
      {},
    );
    assert.deepEqual(
      holdings.map(({ weight }) => weight),
      [0.9, 0.3, 0.1],
    );
    assert.deepEqual(effects, []);
    assert.deepEqual(
      errors.map(({ code }) => code),
      ['weights-sum', 'identifier-invalid'],
    );
  });

  it('tells the effect of each choice', async () => {
    const choices = { dropBadRows: true, mergeDuplicates: true, normaliseWeights: true };
    const { holdings, effects, errors } = await repaired(
      [
        [apple, 0.5],
        [microsoft, 0.25],
        [apple, 0.5],
        ['X', 0.1],
        [microsoft, ''],
      ],
      choices,
    );
    assert.deepEqual(
      holdings.map(({ idValue, weight }) => [idValue, weight]),
      [
        [apple, 0.8],
        [microsoft, 0.2],
      ],
    );
    assert.deepEqual(effects, [
      '2 rows dropped, with a weight of 0.1.',
      '3 rows merged into 2 holdings.',
      'Weights divided by 1.25, so that they sum to 1.',
    ]);
    assert.deepEqual(errors, []);
  });

  it('is an error where nothing is left', async () => {
    assert.deepEqual(
      (await repaired([['X', 0.1]], { dropBadRows: true })).errors.map(({ message }) => message),
      ['No holding is left to send. Correct the file.'],
    );
  });

  it('makes the documented body', async () => {
    const example = { holdings: [{ id_value: apple, weight: 0.123 }], default_id_scheme: 'ISIN' };
    assert.deepEqual(JSON.parse(toRequestBody(await repaired([[apple, 0.123]], {}))), example);
  });
});
