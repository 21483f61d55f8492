export interface Holding {
  /** From 1, as in the file. */
  readonly row: number;
  readonly idValue: string;
  /** A fraction of the portfolio. */
  readonly weight: number;
}

export function sumOf(holdings: readonly Holding[]): number {
  return holdings.reduce((sum, { weight }) => sum + weight, 0);
}
