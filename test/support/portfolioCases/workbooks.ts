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
  for (const [at, row] of rows.entries())
    for (const [column, format] of Object.entries(formats)) {
      const cell = sheet[utils.encode_cell({ r: at, c: Number(column) })] as { t?: string; z?: string } | undefined;
      if (cell?.t === 'n' && row.length > 0) cell.z = format;
    }
  if (hiddenRows.length > 0) sheet['!rows'] = rows.map((_, at) => ({ hidden: hiddenRows.includes(at) }));
  if (hiddenColumns.length > 0)
    sheet['!cols'] = (rows[0] ?? []).map((_, at) => ({ hidden: hiddenColumns.includes(at) }));
  return sheet;
}

/** `#` before a number keeps it a number: `[['ISIN', 'Weight'], ['$A', 60]]` from a text with commas. */
export function rowsOf(text: string): readonly (readonly (string | number | null)[])[] {
  return text
    .replace(/^\n/, '')
    .trimEnd()
    .split('\n')
    .map((line) =>
      line.split(',').map((cell) => (cell === '' ? null : /^-?\d+(?:\.\d+)?$/.test(cell) ? Number(cell) : cell)),
    );
}
