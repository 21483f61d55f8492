import { AppError } from '../appError.ts';
import type { Cell, Table } from './table.ts';
import { broken, refuseZipBomb } from './zipSize.ts';

/** As large as a portfolio file may be; a hundred times the largest fund. */
const portfolioLimitBytes = 50 * 1024 * 1024;

const zipMark = [0x50, 0x4b, 0x03, 0x04];
/** The Compound File of Excel 97 to 2003. */
const oldExcelMark = [0xd0, 0xcf, 0x11, 0xe0];

/** A CSV or XLSX file, told apart by its first bytes; `sheet`: of an XLSX file, without, the first one. Throws 'file', with `name`, where it is neither. */
export async function readTable(bytes: Uint8Array, name: string, sheet?: string): Promise<Table> {
  if (bytes.length > portfolioLimitBytes) throw new AppError('file', `${name} is larger than 50 MB. Split it.`);
  if (startsWith(bytes, oldExcelMark))
    throw new AppError('file', `${name} is an old Excel file (.xls). Save it as .xlsx or CSV.`);
  return startsWith(bytes, zipMark) ? readXlsx(bytes, name, sheet) : readCsv(decodeTable(bytes), name);
}

function startsWith(bytes: Uint8Array, mark: readonly number[]): boolean {
  return mark.every((byte, index) => bytes[index] === byte);
}

/** By its byte order mark; else UTF-8 where it is valid; else Windows-1252, as Excel saves CSV. */
function decodeTable(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** RFC 4180 with any delimiter: that of a line `sep=;` (Excel's), else the one that cuts the lines most evenly. */
async function readCsv(text: string, name: string): Promise<Table> {
  if (text.includes('\0')) throw new AppError('file', `${name} is no text. Choose a CSV or XLSX file.`);
  const { default: papa } = await import('papaparse'); // only those who read portfolios pay for it
  const [marker, said] = /^sep=(.)(?:\r?\n|\r|$)/i.exec(text) ?? [''];
  const delimiter = said ?? delimiterOf(text);
  const { data, errors } = papa.parse<string[]>(text.slice(marker.length), { delimiter });
  const skipped = said === undefined ? [] : [[]]; // its row counts
  const problems = errors.flatMap(({ type, row = 0, message }) =>
    type === 'Quotes' ? [{ row: row + skipped.length + 1, message: `the quotes are not closed (${message})` }] : [],
  );
  return { rows: [...skipped, ...data], problems, delimiter };
}

/** Where two cut equally, the one that is rarer in numbers and names comes first. */
const delimiters = ['\t', ';', '|', '^', '~', ',', ':'];
const sampleLines = 50;

function delimiterOf(text: string): string {
  const lines = text
    .slice(0, 100_000)
    .replaceAll(/"[^"]*"/g, '')
    .split(/\r\n|\r|\n/)
    .filter((line) => line.trim() !== '')
    .slice(0, sampleLines);
  const evenness = (delimiter: string): number => {
    const counts = lines.map((line) => line.split(delimiter).length - 1);
    return Math.max(0, ...counts.map((count) => (count === 0 ? 0 : counts.filter((other) => other === count).length)));
  };
  const scores = delimiters.map(evenness);
  const best = Math.max(...scores);
  return best === 0 ? ',' : (delimiters[scores.indexOf(best)] ?? ',');
}

async function readXlsx(bytes: Uint8Array, name: string, wanted: string | undefined): Promise<Table> {
  const { default: readSheets } = await import('read-excel-file/universal');
  const copy = new Uint8Array(bytes); // they may lie in a larger buffer
  await refuseZipBomb(copy, name);
  let sheets: Awaited<ReturnType<typeof readSheets>>;
  try {
    sheets = await readSheets(copy.buffer);
  } catch (cause) {
    throw broken(name, cause);
  }
  const sheet = wanted === undefined ? sheets[0] : sheets.find((one) => one.sheet === wanted);
  const names = sheets.map((one) => one.sheet);
  if (sheet !== undefined) return { rows: sheet.data.map((row) => row.map(toCell)), problems: [], sheets: names };
  throw new AppError(
    'file',
    `${name} has no sheet "${wanted ?? ''}". It has ${names.map((one) => `"${one}"`).join(', ')}.`,
  );
}

function toCell(value: unknown): Cell {
  if (typeof value === 'number' || typeof value === 'string') return value;
  if (value instanceof Date) return value.toISOString().slice(0, 10);
  return typeof value === 'boolean' ? String(value).toUpperCase() : '';
}
