import { roundingOf, isWhole } from './wholes.ts';
import type { Scale } from './mapping.ts';
import { wholeOf } from './wholes.ts';

/** A row with a number in the column of weights. */
export interface WeightRow {
  /** From 0. */
  readonly row: number;
  readonly value: number;
  readonly kind: 'holding' | 'cash' | 'derivative' | 'named total' | 'unnamed' | 'named';
  /** A blank row, or one without a number, stands before it. */
  readonly isAfterGap: boolean;
}

export interface Totals {
  /** Rows that are sums of others, the fund's own among them. */
  readonly rows: ReadonlySet<number>;
  /** One with an identifier: the fund itself, or a portfolio of one holding. Nobody but the user knows. */
  readonly fundRow: number | undefined;
  /** Of the holdings; and of all rows that are no sums, cash among them. */
  readonly sum: number;
  readonly sumOfAll: number;
}

/**
 * Which rows without identifier are the sum of rows above or below them, a block or all. Where names do not tell, the
 * whole does: a portfolio sums to 1, 100 or 10,000 without its totals, and without a holding it does not.
 */
export function findTotals(rows: readonly WeightRow[], decimals: number, areValues = false): Totals {
  const named = rows.filter(({ kind }) => kind === 'named total').map(({ row }) => row);
  const open = rows.filter(({ kind }) => kind === 'unnamed' || kind === 'named');
  const sums = open.length === 0 ? new Map<number, number>() : matchedSums(rows, decimals);
  const isTotal = sums.size > 0 && areTotals(rows, open.length, sums, decimals);
  const totals = new Set([...named, ...(isTotal ? sums.keys() : [])]);
  const fundRow = areValues ? sumAmongHoldings(rows, totals) : totalAmongHoldings(rows, totals, decimals);
  if (fundRow !== undefined) totals.add(fundRow);
  return { rows: totals, fundRow, ...sumsOf(rows, totals) };
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
  open: number,
  sums: ReadonlyMap<number, number>,
  decimals: number,
): boolean {
  const leaves = rows.filter(({ kind }) => kind !== 'named total');
  const sumWith = leaves.reduce((sum, { value }) => sum + value, 0);
  const sumWithout = leaves.reduce((sum, { row, value }) => (sums.has(row) ? sum : sum + value), 0);
  if (wholeScale(sumWithout, rows.length, decimals) !== undefined) return true;
  if (wholeScale(sumWith, rows.length, decimals) !== undefined) return false;
  // Neither is whole: a consistent grouping tells, with a group of several; one of the same weight is no sum.
  return sums.size === open && Math.max(...sums.values()) > 1;
}

function wholeScale(sum: number, rows: number, decimals: number): Scale | undefined {
  return (['fraction', 'percent', 'basis points'] as const).find((scale) => {
    const whole = wholeOf[scale];
    return isWhole(sum, Math.min(rows, 100), decimals, whole);
  });
}

/**
 * The rows that equal a block before or behind them, and how many it has, in one pass: blocks begin at gaps and at rows
 * of this kind.
 */
function matchedSums(rows: readonly WeightRow[], decimals: number): ReadonlyMap<number, number> {
  const prefixes = prefixSums(rows);
  const { prefix, counts } = prefixes;
  const tolerance = roundingOf(Math.min(rows.length, 25), decimals, Math.max(1, Math.abs(prefix.at(-1) ?? 1))) / 2;
  const width = Math.max(tolerance, 1e-9);
  const distances = distancesOf(prefixes, width);
  const sums = new Map<number, number>();
  for (const [at, { row, value, kind }] of rows.entries()) {
    if ((kind !== 'unnamed' && kind !== 'named') || Math.abs(value) <= width) continue;
    const [here = 0, count = 0] = [prefix[at], counts[at]];
    const before = distances(here - value, count).map((distance) => -distance);
    const size = Math.max(0, ...before, ...distances(here + value, count));
    if (size > 0) sums.set(row, size);
  }
  return sums;
}

/** How many holdings lie between the places with a sum and a count of holdings; negative for places before. */
function distancesOf(
  { prefix, counts, bounds }: Prefixes,
  width: number,
): (sum: number, count: number) => readonly number[] {
  const places = new Map<number, number[]>();
  for (const at of bounds) {
    const bucket = Math.round((prefix[at] ?? 0) / width);
    places.set(bucket, [...(places.get(bucket) ?? []).slice(-3), at]);
  }
  return (sum, count) => {
    const bucket = Math.round(sum / width);
    const found = [bucket - 1, bucket, bucket + 1].flatMap((one) => places.get(one) ?? []);
    return found.flatMap((at) => (Math.abs((prefix[at] ?? 0) - sum) <= width ? [(counts[at] ?? 0) - count] : []));
  };
}

interface Prefixes {
  /** For each row the sum of the holdings and cash before it, */
  readonly prefix: readonly number[];
  /** and how many they are. */
  readonly counts: readonly number[];
  /** Where blocks may begin or end. */
  readonly bounds: readonly number[];
}

function prefixSums(rows: readonly WeightRow[]): Prefixes {
  const prefix = [0];
  const counts = [0];
  const bounds = [0];
  let [sum, count] = [0, 0];
  for (const [at, { value, kind, isAfterGap }] of rows.entries()) {
    const isLeaf = kind === 'holding' || kind === 'cash';
    if (isAfterGap || !isLeaf || kind !== rows[at - 1]?.kind) bounds.push(at);
    if (isLeaf) {
      sum += value;
      count++;
    } else bounds.push(at + 1);
    prefix.push(sum);
    counts.push(count);
  }
  bounds.push(rows.length);
  return { prefix, counts, bounds: [...new Set(bounds)] };
}

/** The fund's own row among values, which have no whole: first or last, and exactly as much as all others. */
function sumAmongHoldings(rows: readonly WeightRow[], totals: ReadonlySet<number>): number | undefined {
  const leaves = rows.filter(({ row }) => !totals.has(row));
  if (leaves.length < 3) return undefined;
  const sum = leaves.reduce((total, { value }) => total + value, 0);
  const isSum = (value: number): boolean => value > 0 && Math.abs(sum - 2 * value) <= 1e-6 * value;
  return [leaves[0], leaves.at(-1)].find((leaf) => leaf?.kind === 'holding' && isSum(leaf.value))?.row;
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
