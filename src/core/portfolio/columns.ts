import { isScheme as isKnownScheme, schemeOf } from './identifiers.ts';
import { cellText, isBlank, type Cell, type Table } from './table.ts';

/** What the user says of a file; the rest is found. Columns by name, by letter as in a spreadsheet, or by number. */
export interface Mapping {
  readonly id?: string;
  readonly weight?: string;
  readonly scheme?: string;
  readonly scale?: Scale;
  /** Of an XLSX file; without, the first one. */
  readonly sheet?: string;
}

export type Scale = 'percent' | 'fraction';

export interface Columns {
  /** Index of the header's row; -1 where the file has none. */
  readonly headerRow: number;
  /** The names of all columns: of the header, else their letters. */
  readonly names: readonly string[];
  readonly id: number | undefined;
  readonly weight: number | undefined;
  /** The column that names the scheme of each row. */
  readonly scheme: number | undefined;
}

const idNames = [
  /^(?:isin|cusip|sedol|figi|lei)(?:[ _-]?(?:code|number|no\.?|id))?$/i,
  /^(?:id[ _]?value|identifier|identifikator|kennung|identifiant)$/i,
  /^(?:security|instrument|asset|holding)[ _-]?(?:id|identifier|code)$/i,
  /\b(?:isin|cusip|sedol|figi)\b/i,
  /^id$/i,
];
const weightNames = [
  /^(?:portfolio[ _-]?)?(?:weight|wgt|gewicht(?:ung)?|poids|peso|vægt|vikt|pondération)\b/i,
  /\b(?:weight|gewicht(?:ung)?|poids|peso|vægt|vikt)\b/i,
  /%\s*(?:of|der|du|de)?\s*(?:the\s+)?(?:net assets|nav|fund|portfolio|fonds)|^(?:share|allocation|anteil|andel|quote[- ]part)\b/i,
  /^%$/,
];
const schemeNames = [/^(?:id[ _-]?)?(?:scheme|type)$/i, /^(?:identifier|id)[ _-]?(?:scheme|type)$/i];

const headerSearchRows = 30;
/** Enough to tell what a column holds, however long the file. */
const sampleRows = 200;

/** The header and the columns of identifiers and weights: as the user maps them, by name, else by what they hold. */
export function findColumns({ rows }: Table, mapping: Mapping = {}): Columns {
  const headerRow = findHeader(rows, mapping);
  const header = headerRow < 0 ? [] : (rows[headerRow] ?? []).map(cellText);
  const sample = rows.slice(headerRow + 1, headerRow + 1 + sampleRows).filter((row) => !isBlank(row));
  const width = Math.max(header.length, ...sample.map((row) => row.length));
  const names = Array.from({ length: width }, (_, at) => (header[at] ?? '') || columnLetter(at));
  const byContent = Array.from({ length: width }, (_, at) => sample.map((row) => row[at]));
  const id =
    mapping.id === undefined ? (named(names, idNames) ?? identifierColumn(byContent)) : columnAt(names, mapping.id);
  const weight =
    mapping.weight === undefined
      ? (named(names, weightNames, id) ?? weightColumn(byContent, id))
      : columnAt(names, mapping.weight);
  const scheme = named(names, schemeNames, id);
  // "Type" may as well be that of the asset.
  const isScheme = scheme !== undefined && sample.some((row) => isKnownScheme(cellText(row[scheme]).toUpperCase()));
  return { headerRow, names, id, weight, scheme: isScheme ? scheme : undefined };
}

/** A = 0, Z = 25, AA = 26: how spreadsheets name columns. */
export function columnLetter(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : columnLetter(Math.floor(index / 26) - 1) + letter;
}

/** The row that names columns; else the one before the first identifier, where that is text. */
function findHeader(rows: Table['rows'], { id, weight }: Mapping): number {
  const first = rows.slice(0, headerSearchRows);
  const wanted = [id, weight].filter((name) => name !== undefined).map((name) => name.toLowerCase());
  const hasWanted = (row: readonly Cell[]): boolean =>
    wanted.length > 0 && wanted.every((name) => row.some((cell) => cellText(cell).toLowerCase() === name));
  const data = first.findIndex((row) => row.some(looksLikeIdentifier));
  const byWish = first.findIndex(hasWanted);
  // A column given by its number may have a cell of that number.
  if (byWish >= 0 && (data < 0 || byWish < data)) return byWish;
  const isNamed = (row: readonly Cell[]): boolean => {
    const names = row.map(cellText);
    return named(names, idNames) !== undefined && named(names, weightNames) !== undefined;
  };
  const byName = first.findIndex(isNamed);
  if (byName >= 0) return byName;
  const before = data < 0 ? 0 : first.findLastIndex((row, at) => at < data && !isBlank(row));
  const names = (first[before] ?? []).map(cellText).filter((text) => text !== '');
  const isHeader = names.length > 1 && names.every((text) => !/^[-+(]?[\d.,]+\s*%?\)?$/.test(text));
  return isHeader ? before : -1;
}

/** By name, by letter, by number from 1. */
function columnAt(names: readonly string[], wanted: string): number | undefined {
  const lower = wanted.trim().toLowerCase();
  const places = [
    names.findIndex((name) => name.toLowerCase() === lower),
    names.findIndex((_, at) => columnLetter(at).toLowerCase() === lower),
    /^\d{1,4}$/.test(lower) && Number(lower) <= names.length ? Number(lower) - 1 : -1,
  ];
  return places.find((at) => at >= 0);
}

/** The first column with the best of the names. */
function named(names: readonly string[], patterns: readonly RegExp[], except?: number): number | undefined {
  for (const pattern of patterns) {
    const at = names.findIndex((name, index) => index !== except && pattern.test(name.trim()));
    if (at >= 0) return at;
  }
  return undefined;
}

function looksLikeIdentifier(cell: Cell | undefined): boolean {
  const text = cellText(cell).toUpperCase();
  // A year or an amount has the shape of a SEDOL.
  return !/^\d+$/.test(text) && schemeOf(text) !== undefined;
}

function identifierColumn(columns: readonly (readonly (Cell | undefined)[])[]): number | undefined {
  const shares = columns.map((cells) => shareOf(cells, looksLikeIdentifier));
  const best = Math.max(0, ...shares);
  return best >= 0.5 ? shares.indexOf(best) : undefined;
}

/** The one column of small numbers; where there are more, the user has to say. */
function weightColumn(columns: readonly (readonly (Cell | undefined)[])[], id: number | undefined): number | undefined {
  const isWeight = (cell: Cell | undefined): boolean => {
    if (typeof cell === 'number') return Math.abs(cell) <= 100;
    return /^[-+(]?(?:\d{1,3}(?:[.,]\d*)?|[.,]\d+)\s*%?\)?$/.test(cellText(cell));
  };
  const candidates = columns.flatMap((cells, at) => (at !== id && shareOf(cells, isWeight) > 0.8 ? [at] : []));
  return candidates.length === 1 ? candidates[0] : undefined;
}

function shareOf(cells: readonly (Cell | undefined)[], test: (cell: Cell | undefined) => boolean): number {
  const filled = cells.filter((cell) => cellText(cell) !== '');
  return filled.length === 0 ? 0 : filled.filter(test).length / filled.length;
}
