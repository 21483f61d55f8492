import { roundingOf, isWhole } from './wholes.ts';
import type { Scale } from './mapping.ts';
import { wholeOf } from './wholes.ts';

/** A row with a number in the column of weights. */
export interface WeightRow {
  /** From 0. */
  readonly row: number;
  readonly value: number;
  readonly kind: 'holding' | 'cash' | 'named total' | 'unnamed' | 'named';
  /** A blank row, or one without a number, stands before it. */
  readonly isAfterGap: boolean;
}

export interface Totals {
  /** Rows that are sums of others. */
  readonly rows: ReadonlySet<number>;
  /** Of the holdings; and of all rows that are no sums, cash among them. */
  readonly sum: number;
  readonly sumOfAll: number;
}

/**
 * Which rows without identifier are the sum of rows above or below them, a block or all. Where names do not tell, the
 * whole does: a portfolio sums to 1, 100 or 10,000 without its totals, and without a holding it does not.
 */
export function findTotals(rows: readonly WeightRow[], decimals: number): Totals {
  const named = rows.filter(({ kind }) => kind === 'named total').map(({ row }) => row);
  const open = rows.filter(({ kind }) => kind === 'unnamed' || kind === 'named');
  const matched = new Set(open.length === 0 ? [] : matchedSums(rows, decimals));
  const sums = open.filter(({ row }) => matched.has(row));
  const isTotal = sums.length > 0 && areTotals(rows, open, sums, decimals);
  const totals = new Set([...named, ...(isTotal ? sums.map(({ row }) => row) : [])]);
  const whole = totalAmongHoldings(rows, totals, decimals);
  if (whole !== undefined) totals.add(whole);
  return { rows: totals, ...sumsOf(rows, totals) };
}

function sumsOf(rows: readonly WeightRow[], totals: ReadonlySet<number>): { sum: number; sumOfAll: number } {
  let [sum, sumOfAll] = [0, 0];
  for (const { row, value, kind } of rows) {
    if (totals.has(row)) continue;
    sumOfAll += value;
    if (kind === 'holding') sum += value;
  }
  return { sum, sumOfAll };
}

function areTotals(
  rows: readonly WeightRow[],
  open: readonly WeightRow[],
  sums: readonly WeightRow[],
  decimals: number,
): boolean {
  const leaves = rows.filter(({ kind }) => kind !== 'named total');
  const taken = new Set(sums.map(({ row }) => row));
  const sumWith = leaves.reduce((sum, { value }) => sum + value, 0);
  const sumWithout = leaves.reduce((sum, { row, value }) => (taken.has(row) ? sum : sum + value), 0);
  if (wholeScale(sumWithout, rows.length, decimals) !== undefined) return true;
  if (wholeScale(sumWith, rows.length, decimals) !== undefined) return false;
  // Neither is whole: a consistent grouping tells, or a bare sum of several rows.
  const holdings = rows.filter(({ kind }) => kind === 'holding').length;
  return sums.length === open.length && holdings > 1 && (sums.length > 1 || sums[0]?.kind === 'unnamed');
}

function wholeScale(sum: number, rows: number, decimals: number): Scale | undefined {
  return (['fraction', 'percent', 'basis points'] as const).find((scale) => {
    const whole = wholeOf[scale];
    return isWhole(sum, Math.min(rows, 100), decimals, whole);
  });
}

/** The rows that equal a block before or behind them, in one pass: blocks begin at gaps and at rows of this kind. */
function matchedSums(rows: readonly WeightRow[], decimals: number): readonly number[] {
  const { prefix, bounds } = prefixSums(rows);
  const tolerance = roundingOf(Math.min(rows.length, 25), decimals, Math.max(1, Math.abs(prefix.at(-1) ?? 1))) / 2;
  const width = Math.max(tolerance, 1e-9);
  const places = new Map<number, number[]>();
  for (const at of bounds) {
    const bucket = Math.round((prefix[at] ?? 0) / width);
    places.set(bucket, [...(places.get(bucket) ?? []).slice(-3), at]);
  }
  const has = (sum: number, test: (at: number) => boolean): boolean => {
    const bucket = Math.round(sum / width);
    return [bucket - 1, bucket, bucket + 1].some((one) =>
      places.get(one)?.some((at) => test(at) && Math.abs((prefix[at] ?? 0) - sum) <= width),
    );
  };
  return rows.flatMap(({ row, value, kind }, at) => {
    if ((kind !== 'unnamed' && kind !== 'named') || Math.abs(value) <= width) return [];
    const here = prefix[at] ?? 0;
    const isSum = has(here - value, (place) => place < at) || has(here + value, (place) => place > at);
    return isSum ? [row] : [];
  });
}

/** For each row the sum of the holdings and cash before it, and where blocks may begin or end. */
function prefixSums(rows: readonly WeightRow[]): { readonly prefix: readonly number[]; readonly bounds: readonly number[] } {
  const prefix = [0];
  const bounds = [0];
  let sum = 0;
  for (const [at, { value, kind, isAfterGap }] of rows.entries()) {
    const isLeaf = kind === 'holding' || kind === 'cash';
    if (isAfterGap || !isLeaf) bounds.push(at);
    if (isLeaf) sum += value;
    prefix.push(sum);
    if (!isLeaf) bounds.push(at + 1);
  }
  bounds.push(rows.length);
  return { prefix, bounds: [...new Set(bounds)] };
}

/** The fund's own row, with an identifier: first or last, and as much as all others, which are the whole without it. */
function totalAmongHoldings(
  rows: readonly WeightRow[],
  totals: ReadonlySet<number>,
  decimals: number,
): number | undefined {
  const leaves = rows.filter(({ row }) => !totals.has(row));
  if (leaves.length < 3) return undefined;
  const sum = leaves.reduce((total, { value }) => total + value, 0);
  return [leaves[0], leaves.at(-1)].find((leaf) => {
    if (leaf?.kind !== 'holding') return false;
    const scale = wholeScale(leaf.value, 0, decimals);
    return scale !== undefined && isWhole(sum - leaf.value, leaves.length, decimals, wholeOf[scale]);
  })?.row;
}
