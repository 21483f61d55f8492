import type { Scale } from './mapping.ts';

/** What the weights of a whole portfolio sum to, as they are written. */
export const wholeOf: Readonly<Record<Scale, number>> = { fraction: 1, percent: 100, 'basis points': 10_000 };

/** Rounding that no number of decimals explains, as funds publish it: 0.05 %. */
const looseShare = 5e-4;
/** However many rows are rounded, more than this is no rounding. */
const mostShare = 0.05;

/** How far a sum of that many numbers may be from a whole by rounding: half a unit of the last decimal for each. */
export function roundingOf(rows: number, decimals: number, whole: number): number {
  const rounded = rows * 0.5 * 10 ** -decimals;
  return Math.min(Math.max(rounded, looseShare * whole), mostShare * whole);
}

export function isWhole(sum: number, rows: number, decimals: number, whole: number): boolean {
  return Math.abs(sum - whole) <= roundingOf(rows, decimals, whole) + 1e-9 * whole;
}

/** The scale whose whole a sum is, within rounding. */
export function scaleOfSum(sum: number, rows: number, decimals: number): Scale | undefined {
  const fits = (['fraction', 'percent', 'basis points'] as const).filter((scale) =>
    isWhole(sum, rows, decimals, wholeOf[scale]),
  );
  return fits[0];
}
