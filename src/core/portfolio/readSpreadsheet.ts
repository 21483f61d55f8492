import type { CellObject, WorkBook, WorkSheet } from '@e965/xlsx';
import { AppError } from '../appError.ts';
import { broken, withPassword } from './fileKind.ts';
import type { OnRows } from './readCsv.ts';
import { rowLimit, SheetBuilder } from './sheetBuilder.ts';
import type { Sheet, Visibility } from './workbook.ts';

/**
 * The sheets of any spreadsheet, chart sheets left out. Texts stay texts: whether `60,0` is a number is our reading's to
 * decide. Throws 'file' where it is broken or protected.
 */
export async function readSpreadsheet(
  content: Uint8Array | string,
  name: string,
  onRows?: OnRows,
): Promise<readonly Sheet[]> {
  const { read } = await import('@e965/xlsx');
  let book: WorkBook;
  try {
    book = read(content, {
      type: typeof content === 'string' ? 'string' : 'array',
      raw: true,
      dense: true,
      cellNF: true,
      cellStyles: true,
      cellFormula: false,
      cellHTML: false,
    });
  } catch (cause) {
    throw /password|encrypt/i.test(String(cause)) ? withPassword(name) : broken(name, cause);
  }
  const sheets = book.SheetNames.flatMap((sheetName, at) => {
    const sheet = book.Sheets[sheetName];
    if (sheet === undefined || (sheet['!type'] ?? 'sheet') !== 'sheet') return [];
    const hidden = book.Workbook?.Sheets?.[at]?.Hidden ?? 0;
    return [toSheet(sheet, sheetName, visibilities[hidden], name, onRows)];
  });
  if (sheets.length > 0) return sheets;
  throw new AppError('file', `${name} has no sheet with cells. Save the holdings as CSV or Excel.`);
}

const visibilities: readonly Visibility[] = ['visible', 'hidden', 'very hidden'];

function toSheet(
  sheet: WorkSheet,
  name: string,
  visibility: Visibility = 'visible',
  file: string,
  onRows?: OnRows,
): Sheet {
  const builder = new SheetBuilder();
  const formats = new FormatList();
  const rows = (sheet['!data'] ?? []) as readonly (readonly (CellObject | undefined)[] | undefined)[];
  if (rows.length > rowLimit) throw tooFar(file);
  rows.forEach((cells, row) => {
    // A row without cells is a hole.
    while (builder.rows < row) builder.endRow();
    addCells(builder, cells ?? [], formats);
    builder.endRow();
    if (builder.isTooLarge) throw tooFar(file);
  });
  onRows?.(builder.rows);
  return builder.build({
    name,
    visibility,
    formatCodes: formats.codes,
    hiddenRows: hiddenOf(sheet['!rows']),
    hiddenColumns: hiddenOf(sheet['!cols']),
    problems: [],
  });
}

function tooFar(file: string): AppError {
  const advice = 'Delete the empty rows and columns behind the holdings, or save the sheet as CSV.';
  return new AppError('file', `A sheet of ${file} reaches further than is read. ${advice}`);
}

class FormatList {
  readonly codes: string[] = ['General'];
  readonly #indexes = new Map<string, number>([['General', 0]]);

  indexOf(code: string): number {
    const known = this.#indexes.get(code);
    if (known !== undefined) return known;
    this.codes.push(code);
    this.#indexes.set(code, this.codes.length - 1);
    return this.codes.length - 1;
  }
}

function addCells(builder: SheetBuilder, cells: readonly (CellObject | undefined)[], formats: FormatList): void {
  let column = 0;
  cells.forEach((cell, at) => {
    for (; column < at; column++) builder.addText('');
    addCell(builder, cell, formats);
    column++;
  });
}

function addCell(builder: SheetBuilder, cell: CellObject | undefined, formats: FormatList): void {
  if (cell?.t === 'n' && typeof cell.v === 'number') {
    const format = typeof cell.z === 'string' ? cell.z : 'General';
    builder.addNumber(cell.v, cell.w ?? String(cell.v), formats.indexOf(format));
  } else builder.addText(textOf(cell));
}

function textOf(cell: CellObject | undefined): string {
  if (cell?.v === undefined || cell.t === 'z') return '';
  if (cell.t === 'e') return cell.w ?? '#N/A';
  if (cell.v instanceof Date) return cell.v.toISOString().slice(0, 10);
  return typeof cell.v === 'boolean' ? String(cell.v).toUpperCase() : String(cell.v);
}

function hiddenOf(infos: readonly ({ readonly hidden?: boolean } | undefined)[] | undefined): readonly number[] {
  const hidden: number[] = [];
  infos?.forEach((info, at) => {
    if (info?.hidden === true) hidden.push(at);
  });
  return hidden;
}
