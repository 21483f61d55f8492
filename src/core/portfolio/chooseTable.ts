import { plainName } from './headerWords.ts';
import { plainIdentifier } from './identifiers.ts';
import type { TableReading } from './tableReading.ts';
import { cellText } from './workbook.ts';

export interface TableChoice {
  readonly chosen: TableReading | undefined;
  /** Those that hold holdings as well, and are not a part of the chosen one. */
  readonly rivals: readonly TableReading[];
}

const otherSheet =
  /\b(?:bench\w*|index|indices|transactions?|trades?|orders?|umsatze|transaktionen|old|previous|prior|archive|archiv|history|historie|template|example|beispiel|model|target|backup)\b/i;

/** The table with holdings, where there is one, or one that holds all that is in the others. */
export function chooseTable(tables: readonly TableReading[]): TableChoice {
  const complete = tables.filter(isComplete);
  if (complete.length === 0) return { chosen: bestOf(tables), rivals: [] };
  const named = complete.filter(({ sheet }) => !otherSheet.test(sheet.name));
  const [lead, ...others] = (named.length > 0 ? named : complete).toSorted((a, b) => b.holdings - a.holdings);
  if (lead === undefined) return { chosen: lead, rivals: [] };
  const weights = weightsById(lead);
  const without = tables.filter((table) => !isComplete(table) && table.sheet === lead.sheet);
  const rivals = [
    ...others.filter((other) => !contains(weights, other)),
    ...without.filter((other) => hasOtherHoldings(weights, other)),
  ];
  return { chosen: lead, rivals };
}

/** Identifiers and weights, be it that the user has to say which. */
export function isComplete({ holdings, weight, weights }: TableReading): boolean {
  return holdings > 0 && (weight !== undefined || (weights?.rivals.length ?? 0) > 0);
}

/** What comes nearest: with identifiers, then with most of a table. */
function bestOf(tables: readonly TableReading[]): TableReading | undefined {
  const [best] = tables.toSorted(
    (a, b) =>
      b.holdings - a.holdings ||
      Number(b.id !== undefined) - Number(a.id !== undefined) ||
      widthOf(b) - widthOf(a) ||
      rowsOf(b) - rowsOf(a),
  );
  return best;
}

function widthOf({ region }: TableReading): number {
  return region.names.length;
}

function rowsOf({ region }: TableReading): number {
  return region.body.end - region.body.start;
}

/** All holdings of the other with the weights that they have here: a list of the largest, or the same once more. */
function contains(weights: ReadonlyMap<string, number>, other: TableReading): boolean {
  const theirs = weightsById(other);
  if (theirs.size === 0) return false;
  for (const [id, weight] of theirs) {
    const own = weights.get(id);
    if (own === undefined || Math.abs(own - weight) > 0.006 * Math.max(1, Math.abs(own))) return false;
  }
  return true;
}

/** Whatever its columns are called, it identifies what the chosen one does not hold. */
function hasOtherHoldings(weights: ReadonlyMap<string, number>, { sheet, region, id, source }: TableReading): boolean {
  const isOfFund = region.names.some((name) => /^(?:share |unit )?class(?:es)?$|^ter$/.test(plainName(name)));
  if (id === undefined || source === undefined || isOfFund) return false;
  const { kinds, start } = source.body;
  return kinds.some((kind, at) => kind === 'holding' && !weights.has(plainIdentifier(cellText(sheet, start + at, id))));
}

function weightsById({ sheet, id, weight }: TableReading): ReadonlyMap<string, number> {
  const weights = new Map<string, number>();
  if (id === undefined || weight === undefined) return weights;
  for (const { row, value, kind } of weight.rows) {
    if (kind !== 'holding') continue;
    const key = plainIdentifier(cellText(sheet, row, id));
    weights.set(key, (weights.get(key) ?? 0) + value);
  }
  return weights;
}
