import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { BookType } from '@e965/xlsx';
import { readPortfolioFile } from '../../../../src/core/portfolio/portfolioFile.ts';
import { repair } from '../../../../src/core/portfolio/repairs.ts';
import { cases } from '../../../support/security/cases.ts';
import { isinOf } from '../../../support/generators/portfolios.ts';
import { workbook } from '../../../support/portfolioCases/workbooks.ts';

/** A portfolio that is whole: identifiers that differ, and weights in hundredths of a percent. */
interface Plan {
  readonly ids: readonly string[];
  readonly weights: readonly number[];
}

const plans: fc.Arbitrary<Plan> = fc
  .uniqueArray(fc.integer({ min: 1, max: 999_999 }), { minLength: 3, maxLength: 30 })
  .chain((numbers) =>
    fc
      .array(fc.integer({ min: 1, max: 500 }), { minLength: numbers.length, maxLength: numbers.length })
      .map((shares) => {
        const sum = shares.reduce((total, share) => total + share, 0);
        const weights = shares.map((share) => Math.max(1, Math.floor((share / sum) * 10_000)));
        const rest = 10_000 - weights.reduce((total, weight) => total + weight, 0);
        return { ids: numbers.map(isinOf), weights: weights.map((weight, at) => (at === 0 ? weight + rest : weight)) };
      }),
  )
  // No row is as much as all others: it would be read as their sum.
  .filter(({ weights }) => weights.every((weight) => weight > 0 && weight < 5000));

const styles = fc.record({
  delimiter: fc.constantFrom(',', ';', '\t', '|'),
  scale: fc.constantFrom('percent', 'fraction', 'basis points'),
  encoding: fc.constantFrom<BufferEncoding>('utf8', 'utf16le', 'latin1'),
  lineEnd: fc.constantFrom('\n', '\r\n'),
  columns: fc.shuffledSubarray(['ISIN', 'Name', 'Weight', 'Currency', 'Price'], { minLength: 5, maxLength: 5 }),
  preamble: fc.integer({ min: 0, max: 5 }),
  footer: fc.boolean(),
  total: fc.constantFrom('none', 'named', 'bare'),
  duplicate: fc.boolean(),
});

type Style = typeof styles extends fc.Arbitrary<infer T> ? T : never;

function written(hundredths: number, { scale, delimiter }: Style): string {
  const mark = delimiter === ';' || delimiter === '\t' ? ',' : '.';
  const number = { percent: hundredths / 100, fraction: hundredths / 10_000, 'basis points': hundredths }[scale];
  const decimals = { percent: 2, fraction: 4, 'basis points': 0 }[scale];
  return number.toFixed(decimals).replace('.', mark);
}

function rowsOf({ ids, weights }: Plan, style: Style): readonly (readonly string[])[] {
  const { columns, total, duplicate } = style;
  const row = (values: Readonly<Record<string, string>>): readonly string[] => [
    ...columns.map((column) => values[column] ?? ''),
    ...(duplicate ? [values['Weight'] ?? ''] : []),
  ];
  const header = [...columns, ...(duplicate ? ['Weight (copy)'] : [])];
  const body = ids.map((id, at) =>
    row({
      ISIN: id,
      Name: `Größe ${at}`,
      Weight: written(weights[at] ?? 0, style),
      Currency: 'EUR',
      Price: String(7 + at),
    }),
  );
  const whole = written(10_000, style);
  const totals = { none: [], named: [row({ Name: 'Total', Weight: whole })], bare: [row({ Weight: whole })] }[total];
  return [header, ...body, ...totals];
}

function bytesOf(plan: Plan, style: Style): Uint8Array {
  const { delimiter, encoding, lineEnd, preamble, footer } = style;
  const lines = rowsOf(plan, style).map((row) => row.join(delimiter));
  const before = Array.from({ length: preamble }, (_, at) => `Note ${at}${delimiter}of the fund`);
  const after = footer ? ['', 'Past performance is no promise.'] : [];
  const mark = encoding === 'utf16le' ? '\ufeff' : '';
  return Buffer.from(mark + [...before, ...lines, ...after].join(lineEnd), encoding);
}

async function sent(bytes: Uint8Array): Promise<readonly (readonly [string, number])[]> {
  const { holdings, errors } = repair(await readPortfolioFile(bytes, 'fund', {}), {});
  assert.deepEqual(errors, []);
  return holdings.map(({ idValue, weight }) => [idValue, weight] as const);
}

const expected = ({ ids, weights }: Plan): readonly (readonly [string, number])[] =>
  ids.map((id, at) => [id, Number(`${weights[at] ?? 0}e-4`)] as const);

describe('the reading of a portfolio', () => {
  it('is the same for any order of columns, delimiter, encoding, mark, scale, preamble, footer, total, copy', async () => {
    await fc.assert(
      fc.asyncProperty(plans, styles, async (plan, style) => {
        assert.deepEqual(await sent(bytesOf(plan, style)), expected(plan));
      }),
      { numRuns: cases(400) },
    );
  });

  it('is the same for any kind of file', async () => {
    const types = fc.constantFrom<BookType>('xlsx', 'xlsb', 'biff8', 'ods', 'fods', 'xlml', 'html');
    await fc.assert(
      fc.asyncProperty(plans, styles, types, async (plan, style, type) => {
        const plain: Style = { ...style, delimiter: ',' };
        const rows = rowsOf(plan, plain).map((row) =>
          row.map((cell) => (cell === '' ? null : /^\d+(?:\.\d+)?$/.test(cell) ? Number(cell) : cell)),
        );
        assert.deepEqual(await sent(workbook({ Data: { rows } }, type)), expected(plan));
      }),
      { numRuns: cases(60) },
    );
  });

  it('is the same for any order of rows', async () => {
    await fc.assert(
      fc.asyncProperty(plans, styles, fc.integer(), async (plan, style, seed) => {
        const order = plan.ids.map((_, at) => at).sort((a, b) => ((a * 7919 + seed) % 101) - ((b * 7919 + seed) % 101));
        const shuffled = {
          ids: order.map((at) => plan.ids[at] ?? ''),
          weights: order.map((at) => plan.weights[at] ?? 0),
        };
        const byId = new Map(await sent(bytesOf(shuffled, style)));
        assert.deepEqual(byId, new Map(expected(plan)));
      }),
      { numRuns: cases(100) },
    );
  });

  it('takes no sum of a group for a holding', async () => {
    await fc.assert(
      fc.asyncProperty(plans, styles, fc.boolean(), async (plan, style, isAbove) => {
        const [header = [], ...rows] = rowsOf(plan, { ...style, total: 'none', duplicate: false });
        const middle = Math.floor(plan.ids.length / 2);
        const sum = (from: number, to: number): string =>
          written(
            plan.weights.slice(from, to).reduce((total, weight) => total + weight, 0),
            style,
          );
        const group = (name: string, weight: string): readonly string[] =>
          header.map((column) => ({ Name: name, Weight: weight })[column] ?? '');
        const blocks = [
          { title: group('Equity', sum(0, middle)), rows: rows.slice(0, middle) },
          { title: group('Bonds', sum(middle, rows.length)), rows: rows.slice(middle) },
        ];
        const body = blocks.flatMap((block) => (isAbove ? [block.title, ...block.rows] : [...block.rows, block.title]));
        const text = [header, ...body].map((row) => row.join(style.delimiter)).join('\n');
        assert.deepEqual(await sent(Buffer.from(text)), expected(plan));
      }),
      { numRuns: cases(200) },
    );
  });
});
