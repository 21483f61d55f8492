import {
  plainName,
  saysForeignIdentifier,
  saysOtherIdentifier,
  saysPlainIdentifier,
  schemeNamed,
} from './headerWords.ts';
import { isScheme, plainIdentifier, validSchemeOf, withLeadingZeros, type Scheme } from './identifiers.ts';
import type { TableRegion } from './portfolioTypes.ts';
import { isPlaceholder } from './rowWords.ts';
import { cellText, type Sheet } from './workbook.ts';

export interface IdentifierColumn {
  readonly column: number;
  readonly name: string;
  /** Of most of its values, or of its name. */
  readonly scheme: Scheme;
  /** Rows with right check digits. */
  readonly valid: number;
  /** How many different values its first 20,000 have, wrong ones among them, */
  readonly distinct: number;
  /** and how many those are. */
  readonly counted: number;
  /** Why it is none of the holdings' identifiers; undefined where nothing says so. */
  readonly doubt: string | undefined;
}

export interface IdentifierChoice {
  /** Best first, those with doubts last. */
  readonly candidates: readonly IdentifierColumn[];
  readonly chosen: IdentifierColumn | undefined;
  /** Those that could be it as well; empty where `chosen` is clear. */
  readonly rivals: readonly IdentifierColumn[];
}

/** ISIN first: the API documents it. An LEI names an issuer, no security. */
const schemeOrder: readonly Scheme[] = ['ISIN', 'FIGI', 'CUSIP', 'SEDOL', 'LEI'];
/** A better scheme that covers less than this share of another's rows is not clearly better. */
const coverageShare = 0.9;

/** Scored by name, check digits, how many differ, and words that say otherwise. */
export function chooseIdentifiers(sheet: Sheet, region: TableRegion): IdentifierChoice {
  const all = region.names.flatMap((name, column) => profile(sheet, region, column, name) ?? []);
  const valid = all.filter((one) => one.valid > 0);
  const found = valid.length > 0 ? valid : all;
  const most = Math.max(0, ...found.map(({ distinct }) => distinct));
  const candidates = found
    .map((one) => ({ ...one, doubt: doubtOf(one, most, found.length > 1) }))
    .toSorted(
      (a, b) => Number(a.doubt !== undefined) - Number(b.doubt !== undefined) || rank(a) - rank(b) || b.valid - a.valid,
    );
  const clear = candidates.filter(({ doubt }) => doubt === undefined);
  // A column that is named after funds holds the holdings of a fund of funds, where there is no other.
  const named = candidates.filter(({ doubt }) => doubt === namedOtherwise);
  const [lead, ...others] = clear.length > 0 ? clear : named;
  if (lead === undefined) return { candidates, chosen: undefined, rivals: [] };
  const rivals = others.filter((other) => isRival(sheet, region, lead, other));
  return { candidates, chosen: lead, rivals };
}

function rank({ scheme }: IdentifierColumn): number {
  return schemeOrder.indexOf(scheme);
}

const namedForeign = 'of something else than the holdings, by its name';
const namedOtherwise = 'its name is not that of the holdings';

function doubtOf(
  { name, valid, distinct, counted }: IdentifierColumn,
  most: number,
  hasOthers: boolean,
): string | undefined {
  if (valid > 1 && distinct === 1) return 'the same in all rows: a fund, not its holdings';
  if (hasOthers && distinct * 2 <= counted && distinct * 2 < most) return `only ${distinct} different values`;
  const plain = plainName(name);
  if (saysForeignIdentifier(plain)) return namedForeign;
  // Any of the FIGIs is the holding's own.
  return hasOthers && saysOtherIdentifier(plain) && schemeNamed(plain) !== 'FIGI' ? namedOtherwise : undefined;
}

function isRival(sheet: Sheet, region: TableRegion, lead: IdentifierColumn, other: IdentifierColumn): boolean {
  if (lead.scheme !== other.scheme) return other.scheme !== 'LEI' && lead.valid < coverageShare * other.valid;
  if (sameValues(sheet, region, lead.column, other.column)) return false;
  const isClear = saysPlainIdentifier(plainName(lead.name)) && !saysPlainIdentifier(plainName(other.name));
  return !(isClear && lead.valid >= other.valid);
}

function sameValues(sheet: Sheet, { body }: TableRegion, one: number, other: number): boolean {
  for (let row = body.start; row < body.end; row++) {
    const [a, b] = [cellText(sheet, row, one), cellText(sheet, row, other)];
    if (a !== b && !isPlaceholder(b)) return false;
  }
  return true;
}

const sampleRows = 1000;
/** Enough to tell a fund's identifier from those of its holdings. */
const countedRows = 20_000;

/** Undefined where the column holds no identifiers. */
function profile(sheet: Sheet, region: TableRegion, column: number, name: string): IdentifierColumn | undefined {
  const named = schemeNamed(plainName(name));
  if (!isCandidate(sheet, region, column, named)) return undefined;
  const counts = new Map<Scheme, number>();
  const values = new Set<string>();
  let counted = 0;
  for (let row = region.body.start; row < region.body.end; row++) {
    const text = cellText(sheet, row, column);
    if (isPlaceholder(text)) continue;
    const value = plainIdentifier(text);
    if (counted < countedRows) {
      values.add(value);
      counted++;
    }
    const scheme = validSchemeOf(value) ?? paddedScheme(value, named);
    if (scheme !== undefined) counts.set(scheme, (counts.get(scheme) ?? 0) + 1);
  }
  const valid = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return {
    column,
    name,
    scheme: mostOf(counts, valid, named),
    valid,
    distinct: values.size,
    counted,
    doubt: undefined,
  };
}

/** `Symbol/ISIN`, or a CUSIP column with ISINs in it: what is there counts, then the name. */
function mostOf(counts: ReadonlyMap<Scheme, number>, valid: number, named: string | undefined): Scheme {
  const [[most, count] = ['ISIN' as const, 0]] = [...counts].toSorted(([, a], [, b]) => b - a);
  const isClear = count > valid * 0.9 && count > 0;
  return !isClear && named !== undefined && isScheme(named) ? named : most;
}

function paddedScheme(value: string, named: string | undefined): Scheme | undefined {
  if (named === undefined || !isScheme(named)) return undefined;
  return withLeadingZeros(named, value) === undefined ? undefined : named;
}

function isCandidate(sheet: Sheet, { body }: TableRegion, column: number, named: string | undefined): boolean {
  const step = Math.max(1, Math.floor((body.end - body.start) / sampleRows));
  let [filled, sure] = [0, 0];
  for (let row = body.start; row < body.end; row += step) {
    const text = cellText(sheet, row, column);
    if (isPlaceholder(text)) continue;
    filled++;
    const value = plainIdentifier(text);
    // A quantity may have the shape of a SEDOL, and by chance its check digit.
    if (validSchemeOf(value, false) !== undefined) sure++;
  }
  if (named !== undefined) return filled > 0;
  return sure > 0 && sure * 2 >= filled - Math.min(filled / 4, 5);
}
