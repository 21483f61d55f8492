import {
  plainName,
  sayBenchmark,
  saysCurrency,
  saysPercent,
  saysPortfolio,
  saysValue,
  saysVersion,
} from './headerWords.ts';
import type { Part } from './portfolioTypes.ts';
import { cellText } from './workbook.ts';
import { isWhole, wholeOf } from './wholes.ts';
import type { WeightColumn, WeightSource } from './weightColumns.ts';

export interface Split {
  readonly column: number;
  readonly name: string;
  readonly parts: readonly Part[];
  /** Each part sums to the same whole. */
  readonly isWhole: boolean;
  /** Named as what tells portfolios apart, by its column or by its values: it asks whatever the sums are. */
  readonly isNamed: boolean;
  /** Holdings of which it says nothing. */
  readonly blank: number;
}

const mostParts = 1000;
const sampleRows = 2000;

/** Columns by which the file falls into several portfolios: each whole, or named as portfolios are. Best first. */
export function findSplits(source: WeightSource, weights: WeightColumn, taken: ReadonlySet<number>): readonly Split[] {
  const splits = source.region.names.flatMap((name, column): Split[] => {
    if (taken.has(column) || !mayGroup(source, column, name)) return [];
    const split = splitBy(source, weights, column, name);
    return split !== undefined && isPlausible(split) ? [split] : [];
  });
  return splits.toSorted((a, b) => Number(b.isWhole) - Number(a.isWhole) || score(b) - score(a));
}

/** Groups of several rows; where each is whole or they are named so, one row may be a portfolio. */
function isPlausible({ parts, isWhole: areWhole, isNamed, blank }: Split): boolean {
  if (parts.length < 2) return false;
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  return isNamed ? parts.length < rows + blank : areWhole && parts.length * 2 <= rows;
}

/** Weights and values of a fund are named after it, too; a currency of a fund is no fund. */
function isNamedSplit(name: string, values: readonly string[]): boolean {
  const plain = plainName(name);
  if (sayBenchmark(values.map(plainName))) return true;
  const isOther = saysCurrency(plain) || saysPercent(plain) || saysValue(plain);
  return (saysPortfolio(plain) && !isOther) || saysVersion(plain);
}

/** A name is better to read than a number or an ISIN. */
function score({ name, parts }: Split): number {
  return Number(saysPortfolio(plainName(name))) * 2 + Number(parts.every(({ value }) => /\s|\p{Ll}/u.test(value)));
}

/** Undefined where the column has more different values than a file has portfolios. */
export function splitBy(
  { sheet }: WeightSource,
  weights: WeightColumn,
  column: number,
  name: string,
): Split | undefined {
  const parts = new Map<string, { rows: number; sum: number; all: number }>();
  for (const { row, value, kind } of weights.rows) {
    if (weights.totals.rows.has(row) && row !== weights.totals.fundRow) continue;
    const own = cellText(sheet, row, column);
    const part = parts.get(own) ?? { rows: 0, sum: 0, all: 0 };
    const isHolding = kind === 'holding';
    parts.set(own, {
      rows: part.rows + Number(isHolding),
      sum: part.sum + (isHolding ? value : 0),
      all: part.all + value,
    });
    if (parts.size > mostParts) return undefined;
  }
  const groups = [...parts].filter(([value, { rows }]) => value !== '' && rows > 0);
  const { decimals } = weights.numbers;
  const areWhole = Object.values(wholeOf).some((whole) =>
    groups.every(
      ([, { rows, sum, all }]) => isWhole(sum, rows, decimals, whole) || isWhole(all, rows, decimals, whole),
    ),
  );
  return {
    column,
    name,
    parts: groups.map(([value, { rows, sum }]) => ({ value, rows, sum })),
    isWhole: areWhole,
    blank: parts.get('')?.rows ?? 0,
    isNamed: isNamedSplit(
      name,
      groups.map(([value]) => value),
    ),
  };
}

function mayGroup({ sheet, region, body }: WeightSource, column: number, name: string): boolean {
  const values = new Set<string>();
  let filled = 0;
  for (let row = region.body.start; row < Math.min(region.body.end, region.body.start + sampleRows); row++) {
    if (body.kinds[row - region.body.start] !== 'holding') continue;
    filled++;
    values.add(cellText(sheet, row, column));
  }
  // A name may stand on the first row of each portfolio only.
  const most = isNamedSplit(name, []) ? filled - 1 : Math.max(filled, 4) / 2;
  return filled > 0 && values.size <= most;
}
