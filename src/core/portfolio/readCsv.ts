import type { Parser, ParseResult } from 'papaparse';
import { AppError } from '../appError.ts';
import { decodeExactly } from './decodeText.ts';
import { looksLikeIdentifier } from './identifiers.ts';
import { SheetBuilder } from './sheetBuilder.ts';
import type { Sheet, SheetProblem } from './workbook.ts';

const chunkCharacters = 1 << 20;

/** `rows`: how far it is. */
export type OnRows = (rows: number) => void;

/** RFC 4180 with any delimiter: that of a line `sep=;` (Excel's), else the one that cuts the lines best. Throws 'file'. */
export async function readCsv(bytes: Uint8Array, name: string, sheetName = '', onRows?: OnRows): Promise<Sheet> {
  const { text, encoding } = await decodeExactly(bytes);
  const sheet = await readCsvText(text, name, sheetName, onRows);
  return { ...sheet, encoding };
}

/** Of a text that is decoded already. */
export async function readCsvText(text: string, name: string, sheetName: string, onRows?: OnRows): Promise<Sheet> {
  if (text.includes('\0')) throw new AppError('file', `${name} is no text. Choose a CSV or Excel file.`);
  if (hasEndlessLine(text))
    throw new AppError(
      'file',
      `${name} has a line of more than a million characters, which no table has. Choose a CSV file.`,
    );
  const { default: papa } = await import('papaparse'); // only those who read portfolios pay for it
  const [marker, said] = /^sep=(.)(?:\r?\n|\r|$)/i.exec(text) ?? [''];
  const delimiter = said ?? delimiterOf(text);
  const builder = new SheetBuilder();
  const problems: SheetProblem[] = [];
  if (said !== undefined) builder.endRow(); // its row counts
  // Its types know chunks of files only; it takes them of a text as well.
  const config = {
    delimiter,
    chunkSize: chunkCharacters,
    chunk: ({ data, errors }: ParseResult<readonly string[]>, parser: Parser) => {
      for (const { type, row = 0, message } of errors)
        if (type === 'Quotes') problems.push({ row: builder.rows + row, message: openQuotes(message) });
      for (const cells of data) addRow(builder, cells);
      onRows?.(builder.rows);
      if (builder.isTooLarge) parser.abort();
    },
  };
  papa.parse(text.slice(marker.length), config);
  if (builder.isTooLarge)
    throw new AppError('file', `${name} has more rows than are read, 1,048,576, or more cells. Split it.`);
  return builder.build({ name: sheetName, visibility: 'visible', delimiter, problems });
}

/** Its fields would be one array, and the memory for one such array ends a process where a thread's limit should. */
function hasEndlessLine(text: string): boolean {
  const lineBreak = text.includes('\n') ? '\n' : '\r';
  for (let start = 0, end = 0; end >= 0; start = end + 1) {
    end = text.indexOf(lineBreak, start);
    if ((end < 0 ? text.length : end) - start > chunkCharacters) return true;
  }
  return false;
}

function openQuotes(message: string): string {
  return `the quotes are not closed (${message})`;
}

function addRow(builder: SheetBuilder, cells: readonly string[]): void {
  let breaks = 0;
  for (const cell of cells) {
    builder.addText(unwrapped(cell));
    if (cell.includes('\n')) breaks += cell.split('\n').length - 1;
  }
  builder.endRow(breaks);
}

/** `="2046251"` and `'2046251` keep Excel from making a number of a text; they are no part of it. */
function unwrapped(cell: string): string {
  if (cell.startsWith('=')) return /^="(.*)"$/s.exec(cell.trim())?.[1] ?? cell;
  return /^'(?=[\w+-])[^']*$/.test(cell) ? cell.slice(1) : cell;
}

/** Where two cut equally, the one that is rarer in numbers and names comes first. */
const delimiters = ['\t', ';', '|', '^', '~', ',', ':'];
const sampleLines = 500;

/** The one that leaves most identifiers alone in their fields; then the one that cuts most lines into as many fields. */
function delimiterOf(text: string): string {
  const lines = text
    .slice(0, 200_000)
    .replaceAll(/"[^"]*"/g, (quoted) => quoted.replaceAll(/[^\w"]/g, '_'))
    .split(/\r\n|\r|\n/)
    .filter((line) => line.trim() !== '')
    .slice(0, sampleLines);
  const scored = delimiters.map((delimiter) => ({ delimiter, ...scoreOf(lines, delimiter) }));
  const [best] = scored.toSorted((a, b) => b.identifiers - a.identifiers || b.evenness - a.evenness);
  return best === undefined || best.evenness === 0 ? ',' : best.delimiter;
}

function scoreOf(lines: readonly string[], delimiter: string): { identifiers: number; evenness: number } {
  const linesOfWidth = new Map<number, number>();
  let identifiers = 0;
  for (const line of lines) {
    const fields = line.split(delimiter);
    if (fields.length === 1) continue;
    linesOfWidth.set(fields.length, (linesOfWidth.get(fields.length) ?? 0) + 1);
    if (fields.some((field) => looksLikeIdentifier(field.replaceAll(/^[="'\s]+|["\s]+$/g, '')))) identifiers++;
  }
  return { identifiers, evenness: Math.max(0, ...linesOfWidth.values()) };
}
