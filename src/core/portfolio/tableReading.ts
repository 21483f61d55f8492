import { classifyRows, type BodyRows, type RowKind } from './bodyRows.ts';
import { columnAt } from './columnNames.ts';
import { plainName, saysCurrency, saysName, saysPortfolio, saysScheme } from './headerWords.ts';
import { chooseIdentifiers, type IdentifierChoice } from './identifierColumns.ts';
import { isScheme, plainIdentifier, schemeOf } from './identifiers.ts';
import type { Mapping } from './mapping.ts';
import type { TableRegion } from './portfolioTypes.ts';
import { cellText, type Sheet, type Workbook } from './workbook.ts';
import {
  chooseWeights,
  weightColumn,
  type WeightChoice,
  type WeightColumn,
  type WeightSource,
} from './weightColumns.ts';

/** All that is known of one table before anything of it is said. */
export interface TableReading {
  readonly sheet: Sheet;
  readonly region: TableRegion;
  readonly ids: IdentifierChoice;
  readonly id: number | undefined;
  readonly scheme: string;
  readonly schemeColumn: number | undefined;
  readonly name: number | undefined;
  readonly currency: number | undefined;
  readonly split: number | undefined;
  /** Present where there is a column of identifiers. */
  readonly source: WeightSource | undefined;
  readonly weights: WeightChoice | undefined;
  /** The column that weights are read or made from. */
  readonly weight: WeightColumn | undefined;
  /** Columns of the mapping that are not there, or there twice. */
  readonly unknown: readonly UnknownColumn[];
  readonly holdings: number;
}

export interface UnknownColumn {
  readonly role: 'identifiers' | 'weights' | 'values' | 'portfolios';
  readonly wanted: string;
  readonly isTwice: boolean;
}

export function readTable(workbook: Workbook, region: TableRegion, mapping: Mapping): TableReading {
  const sheet = workbook.sheets[region.sheet];
  if (sheet === undefined) throw new RangeError('The region is of another workbook.');
  const { names } = region;
  const { unknown, ...given } = givenColumns(names, mapping);
  const ids = chooseIdentifiers(sheet, region);
  const id = mapping.id === undefined ? ids.chosen?.column : given.id;
  const sides = sideColumns(sheet, region, names.map(plainName), id);
  const shared = { sheet, region, ids, id, split: given.split, unknown, ...sides };
  if (id === undefined)
    return { ...shared, scheme: 'ISIN', source: undefined, weights: undefined, weight: undefined, holdings: 0 };
  const scheme = mapping.scheme?.toUpperCase() ?? schemeOfColumn(ids, id, sheet, region);
  const body = bodyOf(sheet, region, { id, scheme, mapping, split: given.split, schemeColumn: sides.schemeColumn });
  const source: WeightSource = { sheet, region, body, mark: mapping.decimalMark };
  const weights = chooseWeights(source, new Set([id, ...ids.candidates.map(({ column }) => column)]));
  const isGiven = mapping.weight !== undefined || mapping.weightsFrom !== undefined;
  const weight = isGiven ? givenWeight(source, given.weight) : weights.chosen;
  const holdings = body.kinds.filter((kind) => kind === 'holding').length;
  return { ...shared, scheme, source, weights, weight, holdings };
}

function givenWeight(source: WeightSource, column: number | undefined): WeightColumn | undefined {
  return column === undefined ? undefined : weightColumn(source, column, source.region.names[column] ?? '');
}

interface GivenColumns {
  readonly id: number | undefined;
  /** Of weights, or of values to make them from. */
  readonly weight: number | undefined;
  readonly split: number | undefined;
  readonly unknown: readonly UnknownColumn[];
}

function givenColumns(names: readonly string[], { id, weight, weightsFrom, splitBy }: Mapping): GivenColumns {
  const unknown: UnknownColumn[] = [];
  const find = (role: UnknownColumn['role'], wanted: string | undefined): number | undefined => {
    const at = wanted === undefined ? undefined : columnAt(names, wanted);
    if (at === 'unknown' || at === 'several') unknown.push({ role, wanted: wanted ?? '', isTwice: at === 'several' });
    return typeof at === 'number' ? at : undefined;
  };
  return {
    id: find('identifiers', id),
    weight: find('weights', weight) ?? find('values', weightsFrom),
    split: find('portfolios', splitBy),
    unknown,
  };
}

function sideColumns(
  sheet: Sheet,
  region: TableRegion,
  plain: readonly string[],
  id: number | undefined,
): Pick<TableReading, 'schemeColumn' | 'name' | 'currency'> {
  const scheme = plain.findIndex((name, at) => at !== id && saysScheme(name));
  const names = plain.flatMap((one, at) => (at !== id && saysName(one) && holdsTexts(sheet, region, at) ? [at] : []));
  const currency = plain.findIndex((one) => saysCurrency(one));
  return {
    schemeColumn: scheme >= 0 && holdsSchemes(sheet, region, scheme) ? scheme : undefined,
    // The portfolio's own name stands in each row of some files.
    name: names.find((at) => !saysPortfolio(plain[at] ?? '')) ?? names[0],
    currency: currency >= 0 ? currency : undefined,
  };
}

const sampleRows = 200;

function sampleOf(sheet: Sheet, { body }: TableRegion, column: number): readonly string[] {
  const texts: string[] = [];
  for (let row = body.start; row < Math.min(body.end, body.start + sampleRows); row++)
    texts.push(cellText(sheet, row, column));
  return texts.filter((text) => text !== '');
}

function holdsTexts(sheet: Sheet, region: TableRegion, column: number): boolean {
  const texts = sampleOf(sheet, region, column);
  return texts.length > 0 && texts.filter((text) => /\p{L}{2}/u.test(text)).length * 2 > texts.length;
}

/** "Type" may as well be that of the asset. */
function holdsSchemes(sheet: Sheet, region: TableRegion, column: number): boolean {
  return sampleOf(sheet, region, column).some((text) => statedScheme(text) !== undefined);
}

/** Codes of the Tripartite Template (TPT v5, field 15). */
const templateCodes: Readonly<Record<string, string>> = { 1: 'ISIN', 2: 'CUSIP', 3: 'SEDOL', 8: 'FIGI' };
const innerCode = /^(?:9|99|internal|other)$/i;

/** The scheme that a cell names; undefined where it names none. */
export function statedScheme(text: string): string | undefined {
  return isScheme(text.toUpperCase()) ? text.toUpperCase() : templateCodes[text];
}

function schemeOfColumn(ids: IdentifierChoice, id: number, sheet: Sheet, region: TableRegion): string {
  const known = ids.candidates.find(({ column }) => column === id);
  if (known !== undefined) return known.scheme;
  const schemes = sampleOf(sheet, region, id).flatMap((text) => schemeOf(plainIdentifier(text)) ?? []);
  return schemes[0] ?? 'ISIN';
}

interface BodyOptions {
  readonly id: number;
  readonly scheme: string;
  readonly mapping: Mapping;
  readonly split: number | undefined;
  readonly schemeColumn: number | undefined;
}

function bodyOf(
  sheet: Sheet,
  region: TableRegion,
  { id, scheme, mapping, split, schemeColumn }: BodyOptions,
): BodyRows {
  const isInner = (row: number): boolean =>
    schemeColumn !== undefined && innerCode.test(cellText(sheet, row, schemeColumn));
  const body = classifyRows(sheet, region, {
    id,
    hasInnerCode: isInner,
    takesAnyIdentifier: !isScheme(scheme),
  });
  const hidden = mapping.hiddenRows === 'leave out' ? new Set(sheet.hiddenRows ?? []) : undefined;
  const { part } = mapping;
  if (hidden === undefined && (split === undefined || part === undefined)) return body;
  const kinds = body.kinds.map((kind, at): RowKind => {
    const row = body.start + at;
    if (kind === 'blank') return kind;
    if (hidden?.has(row) === true) return 'hidden';
    if (split === undefined || part === undefined) return kind;
    const own = cellText(sheet, row, split);
    if (own === part) return kind;
    return own === '' && kind === 'holding' ? 'no part' : 'other part';
  });
  return { ...body, kinds };
}
