import type { Finding } from './finding.ts';
import type { Holding } from './holding.ts';
import type { Mapping, Scale } from './mapping.ts';
import type { Visibility } from './workbook.ts';

/** One table of a sheet: a header, then its rows. Rows count from 0, ends are exclusive. */
export interface TableRegion {
  /** Index into `Workbook.sheets`. */
  readonly sheet: number;
  /** The rows of the header: none where the table has none (start = end), two where units or groups stand in another. */
  readonly header: RowRange;
  /** Below the header; footers and totals among them. */
  readonly body: RowRange;
  /** One for each column: of the header, of both its rows where it has two; else the column's letter. */
  readonly names: readonly string[];
}

export interface RowRange {
  readonly start: number;
  readonly end: number;
}

/** What a column was taken for. The header's menu of the review offers these. */
export type ColumnRole = 'identifier' | 'weight' | 'value' | 'name' | 'currency' | 'scheme' | 'split';

/** A column that could have a role, best first, with what speaks for and against it: for the review to show. */
export interface ColumnCandidate {
  readonly column: number;
  readonly role: 'identifier' | 'weight' | 'value';
  /** Short phrases: `30 valid ISIN`, `sums to 100`, `named a benchmark`. */
  readonly evidence: readonly string[];
  /** Whether it was chosen. Where none of a role is, that role is asked for. */
  readonly isChosen: boolean;
}

/** How a table was read. Says how sure nothing is: what is not sure is in `Portfolio.questions`. */
export interface Reading {
  readonly region: TableRegion;
  /** Column by role, from 0; absent where the table has none. */
  readonly columns: Readonly<Partial<Record<ColumnRole, number>>>;
  readonly candidates: readonly ColumnCandidate[];
  /** Of all identifiers: the API takes one for a portfolio (`default_id_scheme`). */
  readonly scheme: string;
  readonly scale: Scale;
  readonly decimalMark: '.' | ',';
  /** Why the scale was taken: `the cells have percent formats`, `they sum to 100`. */
  readonly scaleEvidence: readonly string[];
}

/** Why a row is not sent. The words for the user are in its finding; those of `text` have none. */
export type LeftOutReason =
  | 'total'
  | 'cash'
  | 'no identifier'
  | 'no weight'
  | 'repeated header'
  | 'text'
  | 'hidden'
  | 'other table'
  | 'other part';

export interface LeftOut {
  /** From 1, as in the file. */
  readonly row: number;
  readonly reason: LeftOutReason;
  /** What the row calls itself, as "Total" or "EUR cash". */
  readonly label: string;
  /** A fraction of the portfolio, where the row has one. */
  readonly weight?: number;
}

export type QuestionTopic =
  'sheet' | 'table' | 'identifier' | 'weight' | 'scale' | 'decimal mark' | 'split' | 'hidden rows';

/** Two readings are possible, or none: the user decides. While one is open, nothing may be sent. */
export interface Question {
  readonly topic: QuestionTopic;
  /** Whole sentences: what is unclear and why. */
  readonly message: string;
  /** Best first. Empty where the user has to name a column. */
  readonly answers: readonly Answer[];
  /** The option of the command line that decides, as `--weight COLUMN`. */
  readonly option: string;
}

export interface Answer {
  /** For a list or a switch: `Weight`, `percent`. */
  readonly label: string;
  /** To be laid over the mapping: `{ ...mapping, ...answer.mapping }`. */
  readonly mapping: Mapping;
  /** As one writes it on the command line: `--scale percent`. */
  readonly option: string;
}

/** A sheet, and whether it holds holdings: the list that `--sheet` chooses from. */
export interface SheetSummary {
  readonly name: string;
  readonly visibility: Visibility;
  /** Rows that have an identifier and a weight in the best of its tables. */
  readonly holdings: number;
  readonly isChosen: boolean;
}

/** One of several portfolios in a file. */
export interface Part {
  /** Of the column that splits. */
  readonly value: string;
  readonly rows: number;
  readonly sum: number;
}

/**
 * A portfolio file as it was read. It can be sent where `questions` is empty and no finding is an error. Made anew from
 * the workbook for each mapping, without reading bytes again: `readPortfolio(workbook, mapping)`.
 */
export interface Portfolio {
  readonly mapping: Mapping;
  readonly sheets: readonly SheetSummary[];
  /** Undefined where no table was found. */
  readonly reading: Reading | undefined;
  /** In the order of the rows; those with errors among them. Empty where identifiers or weights are asked for. */
  readonly holdings: readonly Holding[];
  readonly leftOut: readonly LeftOut[];
  /** Those about the whole file first, then in the order of the rows; of one kind the first 1,000. */
  readonly findings: readonly Finding[];
  /** The rows that have an error, from 1: what *drop rows with errors* drops. */
  readonly faultyRows: readonly number[];
  readonly questions: readonly Question[];
  /** Present where `mapping.splitBy` is set. */
  readonly parts?: readonly Part[];
}
