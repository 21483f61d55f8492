import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { findingLine } from '../../../../src/core/portfolio/finding.ts';
import type { Mapping } from '../../../../src/core/portfolio/mapping.ts';
import { readPortfolioFile } from '../../../../src/core/portfolio/portfolioFile.ts';
import type { Portfolio } from '../../../../src/core/portfolio/portfolioTypes.ts';
import { readWorkbook } from '../../../../src/core/portfolio/readWorkbook.ts';
import { cases } from '../../../support/security/cases.ts';

const folder = 'test/unit/core/portfolio/files';

interface Expected {
  readonly scheme?: string;
  readonly scale?: string;
  readonly holdings: readonly (readonly [string, number])[];
  /** `severity code row`, without the row where it is about the file. */
  readonly findings: readonly string[];
  /** Topics of what is asked. */
  readonly questions?: readonly string[];
  readonly mapping?: Mapping;
  /** Why it is so, where one may wonder. */
  readonly why?: string;
}

function meaning({ reading, holdings, findings, questions }: Portfolio): Expected {
  return {
    ...(reading === undefined ? {} : { scheme: reading.scheme, scale: reading.scale }),
    holdings: holdings.map(({ idValue, weight }) => [idValue, weight]),
    findings: findings.map(({ severity, code, row }) => [severity, code, row].filter(Boolean).join(' ')),
    ...(questions.length === 0 ? {} : { questions: questions.map(({ topic }) => topic) }),
  };
}

function read(text: string | Uint8Array, mapping: Mapping = {}): Promise<Portfolio> {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  return readPortfolioFile(bytes, 'fund.csv', mapping);
}

describe('portfolio files', () => {
  const names = readdirSync(folder).filter((file) => !file.endsWith('.json'));

  it('has 51 files or more', () => {
    assert.ok(names.length >= 51);
  });

  for (const name of names) {
    it(`reads ${name}`, async () => {
      const { mapping, why, ...expected } = JSON.parse(readFileSync(`${folder}/${name}.json`, 'utf8')) as Expected;
      assert.deepEqual(meaning(await read(readFileSync(`${folder}/${name}`), mapping)), expected, why);
    });
  }

  it('names row, security, column, value and reason of a finding', async () => {
    const { findings } = await read('ISIN,Name,Weight\nUS0378331006,Alpha,0.5\n');
    assert.equal(
      findingLine('fund.csv', findings.at(-1)!),
      'fund.csv:2: error: The identifier has wrong check digits for an ISIN. Correct it, or drop the row. (Alpha. Column ISIN, "US0378331006".)',
    );
  });

  it('shows no control characters of a cell', async () => {
    const { findings } = await read('ISIN,Weight\n\u001b]52;c;AAAA\u0007,0.5\n');
    assert.match(findingLine('f', findings.at(-1)!), /"\ufffd\]52;c;AAAA\ufffd"/);
  });

  it('takes a type of asset for no scheme, and a cell for no header', async () => {
    const typed = await read('ISIN,Name,Type,Weight\nUS0378331005,Apple,Equity,1\n');
    assert.deepEqual(typed.findings, []);
    const numbered = await read('ISIN,Rank,Weight\nUS0378331005,1,45\nUS5949181045,3,55\n', { weight: '3' });
    assert.deepEqual(
      numbered.holdings.map(({ weight }) => weight),
      [0.45, 0.55],
    );
  });

  it('is total: any text gives a portfolio', async () => {
    const cell = fc.oneof(
      fc.constantFrom('ISIN', 'Weight', '%', 'US0378331005', '0,5', '1.2', '"', '', 'Total', ';', '\t', '\n', '\r\n'),
      fc.string({ maxLength: 8 }).map((text) => text.replaceAll('\0', '')),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(cell, { maxLength: 40 }), async (cells) => {
        const text = `x${cells.join(',')}`;
        const { findings, questions } = await read(text);
        for (const { message } of [...findings, ...questions]) assert.match(message, /[.]$/);
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
        const mapping = { id: 'ISIN', scale: 'fraction' } as const;
        const { holdings } = await read(`ISIN${delimiter}Weight\n${rows.join('\n')}\n`, mapping);
        assert.deepEqual(
          holdings.map(({ weight }) => weight),
          tenThousandths.map((weight) => weight / 10_000),
        );
      }),
      { numRuns: cases(200) },
    );
  });

  it('keeps the cells of a file as they are', async () => {
    const { kind, sheets } = await readWorkbook(new TextEncoder().encode('a;"b\nc"\n;d\n'), 'x.csv');
    assert.equal(kind, 'csv');
    assert.equal(sheets[0]!.text, 'ab\ncd');
    assert.deepEqual([...(sheets[0]!.lines ?? [])], [1, 3, 4]);
  });
});
