/** How weights are written: 12.3, 0.123, 1230. */
export const scales = ['percent', 'fraction', 'basis points'] as const;

export type Scale = (typeof scales)[number];

/**
 * What the user says of a file; the rest is found, or asked. Columns by name, by letter as in a spreadsheet, or by
 * number from 1. Holds no holdings: it is stored with a job, and remembered for files of the same columns.
 */
export interface Mapping {
  readonly id?: string;
  readonly weight?: string;
  /** A column of values in one currency: each row's share of their sum is its weight. Not with `weight`. */
  readonly weightsFrom?: string;
  readonly scheme?: string;
  readonly scale?: Scale;
  readonly decimalMark?: '.' | ',';
  /** The name of a sheet, or of a CSV file in a zip. */
  readonly sheet?: string;
  /** Which of several tables of a sheet, from 1. */
  readonly table?: number;
  /** A column whose values name portfolios: each is an analysis of its own. */
  readonly splitBy?: string;
  /** Of `splitBy`: the one value to read. Without, `Portfolio.parts` lists them and no holdings are read. */
  readonly part?: string;
  /** Rows that a spreadsheet hides, by a filter or by hand. */
  readonly hiddenRows?: 'send' | 'leave out';
}
