/** What a file is, by its first bytes and the names inside of it, never by its extension. */
export type WorkbookKind = 'csv' | 'xlsx' | 'xlsb' | 'xls' | 'ods' | 'html' | 'xml' | 'zip';

/**
 * The cells of a file, as they stand there; nothing is decided yet. Plain data without methods: it passes between
 * threads, and from the extension to a webview, as it is.
 */
export interface Workbook {
  readonly kind: WorkbookKind;
  /** At least one. Of a CSV file the one, without a name; of a zip one for each CSV file in it. */
  readonly sheets: readonly Sheet[];
}

export type Visibility = 'visible' | 'hidden' | 'very hidden';

/**
 * The cells of a sheet one after the other, row by row: a million rows are a few long arrays and no million objects.
 * Rows and columns count from 0 here, and from 1 in what is said to users. Read it by the functions below.
 */
export interface Sheet {
  readonly name: string;
  readonly visibility: Visibility;
  /** The texts of all cells, joined: what the file says, of a spreadsheet's cell what it shows. */
  readonly text: string;
  /** For each cell where its text ends; it starts where the one before ends. */
  readonly ends: Uint32Array<ArrayBuffer>;
  /** For each row its first cell, and at the end the number of all cells: one more than rows. */
  readonly rowStarts: Uint32Array<ArrayBuffer>;
  /** For each cell the number that a spreadsheet stores, NaN where it is a text. Absent in CSV: there all is text. */
  readonly numbers?: Float64Array<ArrayBuffer>;
  /** For each cell the index of its number format. Present with `numbers`. */
  readonly formats?: Uint16Array<ArrayBuffer>;
  /** Number formats as Excel writes them, `0.00%`; the first is `General`. */
  readonly formatCodes?: readonly string[];
  /** For each row the line of the text where it starts, from 1; absent where each row is one line, and in spreadsheets. */
  readonly lines?: Uint32Array<ArrayBuffer>;
  readonly hiddenRows?: readonly number[];
  readonly hiddenColumns?: readonly number[];
  /** The field separator of CSV. */
  readonly delimiter?: string;
  /** How the text of CSV was decoded, as `utf-8` or `windows-1252`. */
  readonly encoding?: string;
  /** What is wrong with the text itself. */
  readonly problems: readonly SheetProblem[];
}

export interface SheetProblem {
  /** From 0. */
  readonly row: number;
  /** Completes "In this row …". */
  readonly message: string;
}

export function rowCount({ rowStarts }: Sheet): number {
  return rowStarts.length - 1;
}

/** How many cells a row has, empty ones among them. */
export function rowWidth({ rowStarts }: Sheet, row: number): number {
  return (rowStarts[row + 1] ?? 0) - (rowStarts[row] ?? 0);
}

/** The place of a cell in the sheet's arrays; -1 where the row is shorter. */
function cellIndex(sheet: Sheet, row: number, column: number): number {
  const index = (sheet.rowStarts[row] ?? 0) + column;
  return column >= 0 && index < (sheet.rowStarts[row + 1] ?? 0) ? index : -1;
}

/** The text of a cell without spaces around it; empty where there is none. */
export function cellText(sheet: Sheet, row: number, column: number): string {
  const index = cellIndex(sheet, row, column);
  return index < 0 ? '' : textAt(sheet, index);
}

function textAt({ text, ends }: Sheet, index: number): string {
  return text.slice(index === 0 ? 0 : ends[index - 1], ends[index]).trim();
}

/** The number that a spreadsheet stores; undefined for a text, and in CSV. */
export function cellNumber(sheet: Sheet, row: number, column: number): number | undefined {
  const index = sheet.numbers === undefined ? -1 : cellIndex(sheet, row, column);
  const number = index < 0 ? undefined : sheet.numbers?.[index];
  return number === undefined || Number.isNaN(number) ? undefined : number;
}

/** The number format of a spreadsheet's cell; `General` where there is none. */
export function cellFormat({ formats, formatCodes, ...sheet }: Sheet, row: number, column: number): string {
  const index = cellIndex(sheet, row, column);
  return formatCodes?.[formats?.[index] ?? 0] ?? 'General';
}

/** The texts of a row's cells. */
export function rowTexts(sheet: Sheet, row: number): readonly string[] {
  return Array.from({ length: rowWidth(sheet, row) }, (_, column) => cellText(sheet, row, column));
}

export function isBlankRow(sheet: Sheet, row: number): boolean {
  for (let column = 0; column < rowWidth(sheet, row); column++) if (cellText(sheet, row, column) !== '') return false;
  return true;
}

/** The line of the file's text where a row starts, from 1: where an editor shows it. */
export function lineOf({ lines }: Sheet, row: number): number {
  return lines?.[row] ?? row + 1;
}

/** A = 0, Z = 25, AA = 26: how spreadsheets name columns. */
export function columnLetter(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : columnLetter(Math.floor(index / 26) - 1) + letter;
}
