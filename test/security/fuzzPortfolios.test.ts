import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { toHoldingsBody } from '../../src/core/portfolio/portfolioFile.ts';
import { AppError } from '../../src/core/appError.ts';
import { cases } from '../support/security/cases.ts';
import { fuzzSeed, inTimeAsync } from '../support/generators/generateSeed.ts';
import { tally } from '../support/security/tally.ts';

const folder = 'test/unit/core/portfolio/files';
const fixtures = (ending: string): readonly Buffer[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .map((name) => readFileSync(join(folder, name)));

const cell = fc.oneof(
  fc.constantFrom(
    'ISIN',
    'Weight',
    'Weight %',
    'LEI',
    'US0378331005',
    'DE0007164600',
    '',
    '""',
    '"',
    '=1+1',
    '\0',
    '__proto__',
    '\ud800',
  ),
  fc.constantFrom('1,5', '1.234,56', '1e308', '-0', '٣', '100 %', '(5)', '∞', '1'.repeat(400), 'NaN', '0x10', '1 000'),
  fc.double().map(String),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 40 }),
);
const text = fc
  .record({
    rows: fc.array(fc.array(cell, { maxLength: 6 }), { maxLength: 12 }),
    delimiter: fc.constantFrom(',', ';', '\t', '|', ' ', ':'),
    end: fc.constantFrom('\n', '\r\n', '\r', '\n\n'),
    mark: fc.constantFrom('', '\ufeff', '\ufeff\ufeff', '"', 'sep=;\n'),
  })
  .map(({ rows, delimiter, end, mark }) => mark + rows.map((row) => row.join(delimiter)).join(end));
const encoded = fc
  .tuple(text, fc.constantFrom<BufferEncoding>('utf8', 'utf16le', 'latin1'))
  .map(([content, encoding]) => Buffer.from(content, encoding));

/** A real file with some bytes changed, or its end lost. */
const mutated = (files: readonly Buffer[]) =>
  fc
    .record({
      file: fc.constantFrom(...files),
      changes: fc.array(fc.tuple(fc.nat(1_000_000), fc.nat(255)), { maxLength: 12 }),
      kept: fc.double({ min: 0, max: 1, noNaN: true }),
      isCut: fc.boolean(),
    })
    .map(({ file, changes, kept, isCut }) => {
      const bytes = Buffer.from(file);
      for (const [at, value] of changes) if (bytes.length > 0) bytes[at % bytes.length] = value;
      return isCut ? bytes.subarray(0, Math.floor(bytes.length * kept)) : bytes;
    });

async function read(bytes: Uint8Array, name: string): Promise<void> {
  try {
    const { body } = await inTimeAsync('a portfolio', () => toHoldingsBody(bytes, name, {}));
    JSON.parse(body);
  } catch (error) {
    if (error instanceof AppError) assert.match(error.message, /\S/);
    else throw error;
  }
}

describe('fuzz: portfolio files', () => {
  const seed = fuzzSeed();
  const all = cases(10_000);
  const workbooks = Math.round(all / 20);

  it(`${all} files: a body that is JSON or a typed error, no hang`, async () => {
    const csv = fc.oneof(encoded, mutated(fixtures('.csv')), fc.uint8Array({ maxLength: 300 }));
    const numRuns = all - workbooks;
    await fc.assert(
      fc.asyncProperty(csv, (bytes) => read(bytes, 'a.csv')),
      { numRuns, seed },
    );
    const xlsx = mutated(fixtures('.xlsx'));
    await fc.assert(
      fc.asyncProperty(xlsx, (bytes) => read(bytes, 'a.xlsx')),
      { numRuns: workbooks, seed },
    );
    assert.equal(Object.keys(Object.prototype).length, 0);
    tally('fuzz:portfolio file', 'fuzz', all);
  });
});
