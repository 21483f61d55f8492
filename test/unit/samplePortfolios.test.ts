import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { readPortfolioFile } from '../../src/core/portfolio/portfolioFile.ts';
import { reportsOf } from '../../src/core/portfolio/portfolioReport.ts';
import { readWorkbook } from '../../src/core/portfolio/readWorkbook.ts';
import { cleanSample, reportSample, sampleWithFindings } from '../support/generators/samplePortfolios.ts';

const path = (name: string): string => `media/sample/${name}`;

/** MATTER_WRITE_SAMPLES=1 writes them anew. */
function stored(name: string, content: string | Uint8Array): Uint8Array {
  if (process.env['MATTER_WRITE_SAMPLES'] !== undefined || !existsSync(path(name))) writeFileSync(path(name), content);
  return readFileSync(path(name));
}

describe('the sample portfolios', () => {
  it('has one without a finding', async () => {
    const bytes = stored('portfolio.csv', cleanSample());
    assert.equal(Buffer.from(bytes).toString(), cleanSample());
    const { holdings, findings, questions } = await readPortfolioFile(bytes, 'portfolio.csv', {});
    assert.equal(holdings.length, 12);
    assert.deepEqual(questions, []);
    assert.deepEqual(
      findings.map(({ code }) => code),
      ['scale-found'],
    );
  });

  it('has one with findings of each kind', async () => {
    const bytes = stored('portfolio-with-findings.csv', sampleWithFindings());
    assert.equal(Buffer.from(bytes).toString(), sampleWithFindings());
    const { findings, questions } = await readPortfolioFile(bytes, 'portfolio-with-findings.csv', {});
    assert.deepEqual(questions, []);
    assert.deepEqual(
      findings.flatMap(({ code, row }) => (row === undefined ? [] : [code])),
      [
        'identifier-form',
        'duplicate',
        'weight-missing',
        'weight-negative',
        'identifier-invalid',
        'identifier-missing',
        'weight-zero',
        'cash-row',
        'total-row',
      ],
    );
  });

  it('has a report of several funds, which asks by what it is split', async () => {
    const workbook = await readWorkbook(stored('funds-report.xlsx', reportSample()), 'funds-report.xlsx');
    const [asked] = reportsOf(workbook, {}, {}, true);
    assert.deepEqual(
      asked?.questions.map(({ topic, answers }) => [topic, answers[0]?.option]),
      [['split', '--split-by Fund']],
    );
    const parts = reportsOf(workbook, { splitBy: 'Fund' }, {}, true);
    assert.deepEqual(
      parts.map(({ part, holdings, sum, errors }) => [part, holdings, sum, errors.length]),
      [
        ['Sample Equity', 3, 1, 0],
        ['Sample Bond', 4, 1, 0],
        ['Sample Mixed', 3, 1, 0],
      ],
    );
  });
});
