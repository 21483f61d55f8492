import { decimalMarkOf, parseDecimal, type DecimalMark } from './decimal.ts';
import type { RowRange } from './portfolioTypes.ts';
import { isPlaceholder } from './rowWords.ts';
import { cellFormat, cellNumber, cellText, type Sheet } from './workbook.ts';

/** The numbers of a column as the file shows them: 12.3 for `12.3 %`, whether that is a text or a cell's format. */
export interface NumberColumn {
  readonly column: number;
  /** For each row of the body; NaN where there is no number. */
  readonly values: Float64Array;
  readonly mark: DecimalMark;
  /** A value that could be read with either mark, where no other decides. */
  readonly ambiguous: string | undefined;
  /** Cells with something in them, of rows of the body. */
  readonly filled: number;
  /** How many of those are numbers. */
  readonly numbers: number;
  /** Number cells with a sign or a format of percent. */
  readonly percents: number;
  /** The most decimals that one of them has: what was rounded to. */
  readonly decimals: number;
}

/** `mark`: of the user; else found, with the delimiter's custom where no value decides: `;` goes with the comma. */
export function readNumbers(
  sheet: Sheet,
  column: number,
  { start, end }: RowRange,
  given: DecimalMark | undefined,
): NumberColumn {
  const found = decimalMarkOf(numberTexts(sheet, column, start, end), sheet.delimiter === ';' ? ',' : '.');
  const mark = given ?? found.mark;
  const values = new Float64Array(end - start).fill(NaN);
  let [filled, numbers, percents, decimals] = [0, 0, 0, 0];
  for (let row = start; row < end; row++) {
    const text = cellText(sheet, row, column);
    if (isPlaceholder(text) && !/^0+$/.test(text)) continue;
    filled++;
    const shown = shownNumber(sheet, row, column, mark);
    if (shown === undefined) continue;
    numbers++;
    if (shown.isPercent) percents++;
    decimals = Math.max(decimals, shown.decimals);
    values[row - start] = shown.value;
  }
  const ambiguous = given === undefined ? found.ambiguous : undefined;
  return { column, values, mark, ambiguous, filled, numbers, percents, decimals };
}

function numberTexts(sheet: Sheet, column: number, start: number, end: number): readonly string[] {
  const texts: string[] = [];
  for (let row = start; row < end; row++) {
    const text = cellText(sheet, row, column);
    if (text !== '' && cellNumber(sheet, row, column) === undefined && /\d/.test(text)) texts.push(text);
  }
  return texts;
}

interface ShownNumber {
  readonly value: number;
  readonly isPercent: boolean;
  readonly decimals: number;
}

function shownNumber(sheet: Sheet, row: number, column: number, mark: DecimalMark): ShownNumber | undefined {
  const number = cellNumber(sheet, row, column);
  if (number !== undefined) {
    const isPercent = isPercentFormat(cellFormat(sheet, row, column));
    const value = isPercent ? shifted(number, 2) : number;
    return { value, isPercent, decimals: decimalsOf(String(value), '.') };
  }
  const text = cellText(sheet, row, column);
  const value = parseDecimal(text, mark);
  if (value === undefined || !Number.isFinite(value)) return undefined;
  return { value, isPercent: text.includes('%'), decimals: decimalsOf(text, mark) };
}

/** The number of a cell, moved by powers of ten exactly; of percent formats as it is shown. Undefined for no number. */
export function exactNumber(
  sheet: Sheet,
  row: number,
  column: number,
  mark: DecimalMark,
  exponent: number,
): number | undefined {
  const number = cellNumber(sheet, row, column);
  if (number === undefined) return parseDecimal(cellText(sheet, row, column), mark, exponent);
  return shifted(number, exponent + (isPercentFormat(cellFormat(sheet, row, column)) ? 2 : 0));
}

/** `0.00%` shows a hundredfold; in `0.00"%"` and `0.00\%` the sign is but a text. */
export function isPercentFormat(format: string): boolean {
  return format.includes('%') && format.replaceAll(/"[^"]*"|\\./g, '').includes('%');
}

/** As the shortest number that a sheet may have meant: 12.3 percent are 0.123. */
function shifted(value: number, exponent: number): number {
  if (exponent === 0) return value;
  const [digits = '', power = '0'] = String(value).split('e');
  return Number(`${digits}e${Number(power) + exponent}`);
}

const mostDecimals = 12;

function decimalsOf(text: string, mark: DecimalMark): number {
  const at = text.lastIndexOf(mark);
  if (at < 0) return /e-/i.test(text) ? mostDecimals : 0;
  let digits = 0;
  for (let code = text.charCodeAt(at + 1); code >= 48 && code <= 57; code = text.charCodeAt(at + 1 + digits)) digits++;
  return /e/i.test(text) ? mostDecimals : Math.min(digits, mostDecimals);
}
