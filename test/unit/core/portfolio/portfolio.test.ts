import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import type { Mapping } from '../../../../src/core/portfolio/columns.ts';
import { findingLine } from '../../../../src/core/portfolio/finding.ts';
import { readPortfolio, type Portfolio } from '../../../../src/core/portfolio/portfolio.ts';
import { readTable } from '../../../../src/core/portfolio/readTable.ts';
import { cases } from '../../../support/security/cases.ts';

const folder = 'test/unit/core/portfolio/files';

interface Expected {
  readonly scheme: string;
  readonly scale: string;
  readonly holdings: readonly (readonly [string, number])[];
  /** `severity code row`, without the row where it is about the file. */
  readonly findings: readonly string[];
  readonly mapping?: Mapping;
}

function meaning({ scheme, scale, holdings, findings }: Portfolio): Expected {
  return {
    scheme,
    scale,
    holdings: holdings.map(({ idValue, weight }) => [idValue, weight]),
    findings: findings.map(({ severity, code, row }) => [severity, code, row].filter(Boolean).join(' ')),
  };
}

async function read(text: string | Uint8Array, mapping?: Mapping): Promise<Portfolio> {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  return readPortfolio(await readTable(bytes, 'fund.csv'), mapping);
}

describe('portfolio files', () => {
  const names = readdirSync(folder).filter((file) => !file.endsWith('.json'));

  it('has 30 files or more', () => {
    assert.ok(names.length >= 30);
  });

  for (const name of names) {
    it(`reads ${name}`, async () => {
      const { mapping, ...expected } = JSON.parse(readFileSync(`${folder}/${name}.json`, 'utf8')) as Expected;
      assert.deepEqual(meaning(await read(readFileSync(`${folder}/${name}`), mapping)), expected);
    });
  }

  it('names row, column, value and reason of a finding', async () => {
    const { findings } = await read('ISIN,Weight\nUS0378331006,0.5\n');
    assert.equal(
      findingLine('fund.csv', findings[0]!),
      'fund.csv:2: error: The identifier has wrong check digits for an ISIN. Correct it, or drop the row. (Column ISIN, "US0378331006".)',
    );
  });

  it('shows no control characters of a cell', async () => {
    const { findings } = await read('ISIN,Weight\n\u001b]52;c;AAAA\u0007,0.5\n');
    assert.match(findingLine('f', findings[0]!), /"\ufffd\]52;C;AAAA\ufffd"|"\ufffd\]52;c;AAAA\ufffd"/);
  });

  it('refuses what is no table, with the way out', async () => {
    const old = new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0, 0]);
    await assert.rejects(readTable(old, 'fund.xls'), { code: 'file', message: /Save it as \.xlsx or CSV/ });
    await assert.rejects(readTable(new Uint8Array([1, 0, 0, 7]), 'fund.csv'), { code: 'file', message: /no text/ });
    const broken = readFileSync(`${folder}/sheet.xlsx`).subarray(0, 900);
    await assert.rejects(readTable(broken, 'fund.xlsx'), { code: 'file', message: /broken/ });
    const whole = readFileSync(`${folder}/sheet.xlsx`);
    await assert.rejects(readTable(whole, 'fund.xlsx', 'Holdings'), { message: /no sheet "Holdings".*"/ });
  });

  it('takes a type of asset for no scheme, and a cell for no header', async () => {
    const typed = await read('ISIN,Name,Type,Weight\nUS0378331005,Apple,Equity,0.5\n');
    assert.deepEqual(typed.findings, []);
    const numbered = await read('ISIN,Rank,Weight\nUS0378331005,1,5\nUS5949181045,3,50\n', { weight: '3' });
    assert.deepEqual(
      numbered.holdings.map(({ weight }) => weight),
      [0.05, 0.5],
    );
  });

  it('is total: any text gives a portfolio', async () => {
    const cell = fc.oneof(
      fc.constantFrom('ISIN', 'Weight', '%', 'US0378331005', '0,5', '1.2', '"', '', 'Total', ';', '\t', '\n', '\r\n'),
      fc.string({ maxLength: 8 }).map((text) => text.replaceAll('\0', '')),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(cell, { maxLength: 40 }), async (cells) => {
        const { findings } = await read(cells.join(','));
        for (const { message } of findings) assert.match(message, /[.]$/);
      }),
      { numRuns: cases(300) },
    );
  });

  it('never changes what is sent: every row of a good file is a holding, in order', async () => {
    const weights = fc.array(fc.integer({ min: 1, max: 9999 }), { minLength: 1, maxLength: 100 });
    await fc.assert(
      fc.asyncProperty(weights, fc.constantFrom(',', ';', '\t', '|'), async (tenThousandths, delimiter) => {
        const mark = delimiter === ',' ? '.' : ',';
        const written = tenThousandths.map((weight) => `0${mark}${String(weight).padStart(4, '0')}`);
        const rows = written.map((weight) => `US0378331005${delimiter}${weight}`);
        const { holdings } = await read(`ISIN${delimiter}Weight\n${rows.join('\n')}\n`, { scale: 'fraction' });
        assert.deepEqual(
          holdings.map(({ weight }) => weight),
          tenThousandths.map((weight) => weight / 10_000),
        );
      }),
      { numRuns: cases(200) },
    );
  });
});
