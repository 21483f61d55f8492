import { isKnownName, plainName, saysIdentifier, weightMeaning } from './headerWords.ts';
import { looksLikeIdentifier } from './identifiers.ts';
import type { TableRegion } from './portfolioTypes.ts';
import { cellText, columnLetter, rowCount, rowTexts, rowWidth, type Sheet } from './workbook.ts';

type RowKind = 'blank' | 'header' | 'data' | 'text';

/**
 * The tables of a sheet, in their order: each begins with a row that names columns, after a preamble of any length, and
 * ends before the next one. Where no row does, what stands above the first identifier is the header, if it is text.
 */
export function findRegions(sheet: Sheet, index: number, wanted: readonly string[] = []): readonly TableRegion[] {
  const { headers, firstData } = scanRows(sheet, wanted);
  if (firstData >= 0 && firstData < (headers[0] ?? Infinity)) headers.unshift(headerAbove(sheet, firstData));
  const ends = [...headers.slice(1).map((row) => startOfHeader(sheet, row)), rowCount(sheet)];
  return headers.map((row, at) => toRegion(sheet, index, row, ends[at] ?? rowCount(sheet)));
}

function scanRows(sheet: Sheet, wanted: readonly string[]): { headers: number[]; firstData: number } {
  const headers: number[] = [];
  let firstData = -1;
  let column = -1;
  // Nearly all rows have their identifier where the one before has it.
  const isAsBefore = (row: number): boolean =>
    column >= 0 && rowWidth(sheet, row) > 2 && looksLikeIdentifier(cellText(sheet, row, column));
  for (let row = 0; row < rowCount(sheet); row++) {
    if (isAsBefore(row)) continue;
    const kind = kindOf(sheet, row, wanted);
    if (kind === 'data') {
      column = identifierIn(sheet, row);
      if (firstData < 0) firstData = row;
    } else if (kind === 'header' && !isContinued(sheet, headers.at(-1), row)) headers.push(row);
  }
  return { headers, firstData };
}

function identifierIn(sheet: Sheet, row: number): number {
  for (let column = 0; column < rowWidth(sheet, row); column++)
    if (looksLikeIdentifier(cellText(sheet, row, column))) return column;
  return -1;
}

/** A header that is repeated on a new page, or the second line of one: no new table. */
function isContinued(sheet: Sheet, before: number | undefined, row: number): boolean {
  if (before === undefined || before < 0) return false;
  if (row === before + 1) return true;
  return sameTexts(sheet, before, row) && filledCells(sheet, row - 1) > 1;
}

function filledCells(sheet: Sheet, row: number): number {
  let filled = 0;
  for (let column = 0; column < rowWidth(sheet, row); column++) if (cellText(sheet, row, column) !== '') filled++;
  return filled;
}

export function sameTexts(sheet: Sheet, one: number, other: number): boolean {
  const width = Math.max(rowWidth(sheet, one), rowWidth(sheet, other));
  for (let column = 0; column < width; column++)
    if (cellText(sheet, one, column) !== cellText(sheet, other, column)) return false;
  return true;
}

const looksNumeric = /^[-+(]?[\d.,'\s]*\d[\d.,'\s]*\s*%?\)?$/;

function kindOf(sheet: Sheet, row: number, wanted: readonly string[]): RowKind {
  let filled = 0;
  let numeric = 0;
  const texts: string[] = [];
  for (let column = 0; column < rowWidth(sheet, row); column++) {
    const text = cellText(sheet, row, column);
    if (text === '') continue;
    filled++;
    if (looksLikeIdentifier(text)) return isPair(sheet, row) ? 'text' : 'data';
    if (looksNumeric.test(text)) numeric++;
    else if (texts.length < 60) texts.push(text);
  }
  if (filled === 0) return 'blank';
  return numeric === 0 && isHeader(texts, wanted) ? 'header' : 'text';
}

/** `ISIN: LU…` of a preamble: a label beside one identifier, and nothing else. */
function isPair(sheet: Sheet, row: number): boolean {
  if (filledCells(sheet, row) !== 2) return false;
  const first = rowTexts(sheet, row).find((text) => text !== '') ?? '';
  return saysIdentifier(plainName(first));
}

const longestName = 100;

function isHeader(texts: readonly string[], wanted: readonly string[]): boolean {
  if (texts.length < 2) return false;
  if (wanted.length > 0 && wanted.every((name) => texts.some((text) => text.toLowerCase() === name))) return true;
  const names = texts.filter((text) => text.length <= longestName).map(plainName);
  const known = names.filter(isKnownName);
  if (known.length < 2) return false;
  if (names.some(saysIdentifier) || names.some((name) => isWeightName(name))) return true;
  return known.length > 2 && known.length * 2 > texts.length;
}

function isWeightName(name: string): boolean {
  const meaning = weightMeaning(name);
  return meaning !== 'none' && meaning !== 'number';
}

/** The row before the first identifier that is all text; -1 where there is none. */
function headerAbove(sheet: Sheet, data: number): number {
  for (let row = data - 1; row >= 0 && row >= data - 10; row--) {
    const texts = rowTexts(sheet, row).filter((text) => text !== '');
    if (texts.length < 2 || texts.some((text) => looksLikeIdentifier(text))) continue;
    return texts.every((text) => !looksNumeric.test(text)) ? row : -1;
  }
  return -1;
}

function toRegion(sheet: Sheet, index: number, row: number, end: number): TableRegion {
  if (row < 0)
    return { sheet: index, header: { start: 0, end: 0 }, body: { start: 0, end }, names: lettersOf(sheet, 0, end) };
  const start = startOfHeader(sheet, row);
  const last = isLowerLine(sheet, row + 1) && row + 1 < end ? row + 1 : row;
  const names = namesOf(sheet, start, last, end);
  return { sheet: index, header: { start, end: last + 1 }, body: { start: last + 1, end }, names };
}

const unitName =
  /^(?:in )?(?:%|bps?|eur|usd|gbp|chf|dkk|sek|nok|pln|czk|jpy|tsd eur|mio eur|stk|stuck|units?|local|base)$/;

/** Units or further words below the names: `(%)`, `EUR`, `Fund`. */
function isLowerLine(sheet: Sheet, row: number): boolean {
  const texts = rowTexts(sheet, row).filter((text) => text !== '');
  if (texts.length === 0 || texts.some((text) => /\d/.test(text) || text.length > longestName)) return false;
  const names = texts.map(plainName);
  const ours = names.filter((name) => unitName.test(name) || isKnownName(name) || isGroup(name));
  return ours.length === texts.length && (texts.length > 1 || names.every((name) => unitName.test(name)));
}

/** Groups above the names, where those alone are not different: `Fund` and `Benchmark` above `Weight` and `Weight`. */
function startOfHeader(sheet: Sheet, row: number): number {
  const above = row - 1;
  if (above < 0) return row;
  const upper = rowTexts(sheet, above);
  const filled = upper.flatMap((text, column) => (text === '' ? [] : [{ text, column }]));
  if (tellsTwinsApart(sheet, row)) return above;
  if (filled.length === 0 || filled.some(({ text }) => /\d/.test(text) || text.length > 40)) return row;
  const names = rowTexts(sheet, row);
  const isUnclear = new Set(names).size < names.length || names.some((name, at) => name === '' && upper[at] !== '');
  const isBeside = filled.some(({ column }) => column >= 2) && filled.every(({ text }) => isGroup(plainName(text)));
  return isUnclear && isBeside ? above : row;
}

/** Two columns are called `Weight`, and what stands above each is not the same: an index, a fund, a date, anything. */
function tellsTwinsApart(sheet: Sheet, row: number): boolean {
  const groups = new Map<string, string[]>();
  for (const [column, text] of rowTexts(sheet, row).entries()) {
    const name = plainName(text);
    if (!isWeightName(name)) continue;
    const own = cellText(sheet, row - 1, column);
    groups.set(name, [...(groups.get(name) ?? []), own === '' ? leftOf(sheet, row - 1, column) : own]);
  }
  const twins = [...groups.values()].filter(({ length }) => length > 1);
  return twins.some((texts) => new Set(texts).size > 1) && filledCells(sheet, row - 1) > 1;
}

function isGroup(name: string): boolean {
  return isKnownName(name) || /\b(?:benchmark|index|active|difference|local|base|security|weights?)\b/.test(name);
}

/** One name for each column: of both lines where there are two, a group reaching over the columns to its right. */
function namesOf(sheet: Sheet, start: number, last: number, end: number): readonly string[] {
  const letters = lettersOf(sheet, start, end);
  return letters.map((letter, column) => {
    const parts: string[] = [];
    for (let row = start; row <= last; row++) {
      const text = cellText(sheet, row, column);
      const group =
        text === '' && row < last && cellText(sheet, last, column) !== '' ? leftOf(sheet, row, column) : text;
      if (group !== '' && !parts.includes(group)) parts.push(group);
    }
    return parts.length === 0 ? letter : parts.join(' ').replaceAll(/\s+/g, ' ');
  });
}

function leftOf(sheet: Sheet, row: number, column: number): string {
  for (let at = column - 1; at >= 0; at--) if (cellText(sheet, row, at) !== '') return cellText(sheet, row, at);
  return '';
}

const widthRows = 1000;

function lettersOf(sheet: Sheet, start: number, end: number): readonly string[] {
  let width = 0;
  for (let row = start; row < Math.min(end, start + widthRows); row++) width = Math.max(width, filledWidth(sheet, row));
  return Array.from({ length: width }, (_, column) => columnLetter(column));
}

/** Up to the last cell with something in it. */
export function filledWidth(sheet: Sheet, row: number): number {
  let width = rowWidth(sheet, row);
  while (width > 0 && cellText(sheet, row, width - 1) === '') width--;
  return width;
}
