import { plainIdentifier, schemeOf } from './identifiers.ts';
import type { NumberColumn } from './numberColumn.ts';
import type { TableRegion } from './portfolioTypes.ts';
import { isCurrencyCode, isPlaceholder, saysCash, saysDerivative, saysTotal } from './rowWords.ts';
import { sameTexts } from './regions.ts';
import type { WeightRow } from './totals.ts';
import { cellText, isBlankRow, rowTexts, type Sheet } from './workbook.ts';

/** What a row of a table is, before its weight is looked at. */
export type RowKind =
  | 'blank'
  | 'repeated header'
  | 'hidden'
  | 'other part'
  /** A holding of none of the portfolios that the file is split into. */
  | 'no part'
  | 'holding'
  | 'cash'
  | 'derivative'
  | 'named total'
  | 'unnamed'
  | 'named';

export interface BodyRows {
  /** One for each row of the body. */
  readonly kinds: readonly RowKind[];
  readonly start: number;
}

export interface RowColumns {
  readonly id: number;
  /** The row's own scheme says that its identifier is none: an internal code. */
  readonly hasInnerCode: (row: number) => boolean;
  /** Any text is an identifier: the user has named the scheme, or the column holds none that we know. */
  readonly takesAnyIdentifier: boolean;
}

export function classifyRows(sheet: Sheet, region: TableRegion, columns: RowColumns): BodyRows {
  const { start, end } = region.body;
  const kinds: RowKind[] = [];
  for (let row = start; row < end; row++) kinds.push(kindOf(sheet, region, row, columns));
  return { kinds, start };
}

function kindOf(sheet: Sheet, region: TableRegion, row: number, columns: RowColumns): RowKind {
  const id = cellText(sheet, row, columns.id);
  const isInner = columns.hasInnerCode(row);
  if (!isInner && schemeOf(plainIdentifier(id)) !== undefined) return 'holding';
  if (isBlankRow(sheet, row)) return 'blank';
  if (isRepeated(sheet, region, row)) return 'repeated header';
  const texts = rowTexts(sheet, row).filter((text) => /\p{L}/u.test(text));
  return isPlaceholder(id) || isInner ? kindOfUnidentified(texts) : kindOfOther(id, texts, columns);
}

/** Of a row whose identifier is none that we know: a word, a code of the writer's own, or a mistake. */
function kindOfOther(id: string, texts: readonly string[], { takesAnyIdentifier }: RowColumns): RowKind {
  if (saysTotal(id)) return 'named total';
  if (isCurrencyCode(id)) return 'cash';
  if (takesAnyIdentifier) return 'holding';
  if (isSentence(id)) return kindOfUnidentified(texts);
  return saysCash(texts) && !texts.some(saysDerivative) ? 'cash' : 'holding';
}

/** A heading or a footnote in the column of identifiers. */
function isSentence(text: string): boolean {
  return /\s/.test(text) || text.length > 30 || text.endsWith(':');
}

function kindOfUnidentified(texts: readonly string[]): RowKind {
  if (texts.some(saysTotal)) return 'named total';
  if (texts.some(saysDerivative)) return 'derivative';
  if (saysCash(texts)) return 'cash';
  const labels = texts.filter((text) => !isPlaceholder(text) && !isCurrencyCode(text));
  return labels.length === 0 ? 'unnamed' : 'named';
}

function isRepeated(sheet: Sheet, { header }: TableRegion, row: number): boolean {
  for (let line = header.start; line < header.end; line++) if (sameTexts(sheet, line, row)) return true;
  return false;
}

/** The rows with a number in the column, in order. */
export function weightRows({ kinds, start }: BodyRows, { values }: NumberColumn): readonly WeightRow[] {
  const rows: WeightRow[] = [];
  let isAfterGap = false;
  for (const [at, kind] of kinds.entries()) {
    const value = values[at] ?? NaN;
    if (Number.isNaN(value) || !isCounted(kind)) {
      isAfterGap = true;
      continue;
    }
    rows.push({ row: start + at, value, kind, isAfterGap });
    isAfterGap = false;
  }
  return rows;
}

function isElsewhere(kind: RowKind): kind is 'other part' | 'no part' {
  return kind === 'other part' || kind === 'no part';
}

function isCounted(kind: RowKind): kind is WeightRow['kind'] {
  return kind !== 'blank' && kind !== 'repeated header' && kind !== 'hidden' && !isElsewhere(kind);
}

/** What a row calls itself: its name, else its first words. */
export function labelOf(sheet: Sheet, row: number, name: number | undefined): string {
  const own = name === undefined ? '' : cellText(sheet, row, name);
  if (!isPlaceholder(own)) return own;
  return rowTexts(sheet, row).find((text) => !isPlaceholder(text) && /\p{L}/u.test(text)) ?? '';
}
