import { utils, write, type BookType, type WorkSheet } from '@e965/xlsx';
import { withIdentifiers } from './portfolioCase.ts';

export interface SheetOptions {
  readonly rows: readonly (readonly (string | number | null)[])[];
  /** Formats by column, from 0, for its numbers. */
  readonly formats?: Readonly<Record<number, string>>;
  readonly hiddenRows?: readonly number[];
  readonly hiddenColumns?: readonly number[];
  readonly visibility?: 0 | 1 | 2;
}

/** A spreadsheet of any kind, by the library that also reads it; odd ones are written by hand elsewhere. */
export function workbook(sheets: Readonly<Record<string, SheetOptions>>, bookType: BookType = 'xlsx'): Uint8Array {
  const book = utils.book_new();
  for (const [name, options] of Object.entries(sheets)) utils.book_append_sheet(book, toSheet(options), name);
  book.Workbook = { Sheets: Object.values(sheets).map(({ visibility = 0 }) => ({ Hidden: visibility })) };
  return new Uint8Array(write(book, { type: 'buffer', bookType, compression: true }) as Buffer);
}

function toSheet({ rows, formats = {}, hiddenRows = [], hiddenColumns = [] }: SheetOptions): WorkSheet {
  const cells = rows.map((row) => row.map((cell) => (typeof cell === 'string' ? withIdentifiers(cell) : cell)));
  const sheet = utils.aoa_to_sheet(cells);
  for (const [column, format] of Object.entries(formats)) setFormat(sheet, rows.length, Number(column), format);
  const width = rows[0]?.length ?? 0;
  if (hiddenRows.length > 0) sheet['!rows'] = hide(rows.length, hiddenRows);
  if (hiddenColumns.length > 0) sheet['!cols'] = hide(width, hiddenColumns);
  return sheet;
}

function setFormat(sheet: WorkSheet, rows: number, column: number, format: string): void {
  for (let row = 0; row < rows; row++) {
    const cell = sheet[utils.encode_cell({ r: row, c: column })] as { t?: string; z?: string } | undefined;
    if (cell?.t === 'n') cell.z = format;
  }
}

function hide(count: number, hidden: readonly number[]): { hidden: boolean }[] {
  return Array.from({ length: count }, (_, at) => ({ hidden: hidden.includes(at) }));
}

/** Rows of a text with commas, what looks like a number as one. */
export function rowsOf(text: string): readonly (readonly (string | number | null)[])[] {
  return text
    .replace(/^\n/, '')
    .trimEnd()
    .split('\n')
    .map((line) =>
      line.split(',').map((cell) => (cell === '' ? null : /^-?\d+(?:\.\d+)?$/.test(cell) ? Number(cell) : cell)),
    );
}
