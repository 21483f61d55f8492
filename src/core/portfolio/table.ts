/** What a cell holds: text of a CSV file or of a sheet, or a number of a sheet as it is stored. */
export type Cell = string | number;

/** The rows of a file, empty ones among them: row 1 of the file is at index 0. */
export interface Table {
  readonly rows: readonly (readonly Cell[])[];
  /** What is wrong with the file itself. */
  readonly problems: readonly TableProblem[];
  /** The field separator of a CSV file. */
  readonly delimiter?: string;
  /** The names of the sheets of an XLSX file. */
  readonly sheets?: readonly string[];
}

export interface TableProblem {
  /** From 1. */
  readonly row: number;
  readonly message: string;
}

export function cellText(cell: Cell | undefined): string {
  return cell === undefined ? '' : String(cell).trim();
}

export function isBlank(row: readonly Cell[]): boolean {
  return row.every((cell) => cellText(cell) === '');
}
