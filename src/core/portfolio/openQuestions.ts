import type { Mapping } from './mapping.ts';
import type { Question, SheetSummary } from './portfolioTypes.ts';
import { askDecimalMark, askHiddenRows, askIdentifiers, askScale, askSplit, askWeights } from './questions.ts';
import type { ScaleChoice } from './scale.ts';
import { findSplits } from './splits.ts';
import type { TableReading } from './tableReading.ts';
import { currencyOf } from './values.ts';
import type { WeightColumn } from './weightColumns.ts';

/** What is not beyond doubt in a table, the first things first: what rests on an open question is not asked yet. */
export function openQuestions(
  table: TableReading,
  scale: ScaleChoice | undefined,
  mapping: Mapping,
  sheets: readonly SheetSummary[],
): readonly Question[] {
  // A file that is broken is mended first.
  if (table.sheet.problems.length > 0) return [];
  const hasRivals = mapping.id === undefined && table.ids.rivals.length > 0;
  if (table.id === undefined || hasRivals)
    return [
      askIdentifiers(
        table,
        sheets.map(({ name }) => name),
      ),
    ];
  const { weight } = table;
  if (weight === undefined) return [askWeights(table, (value) => currencyOf(table, value))];
  // Each of several portfolios is looked at on its own.
  const isWhole = mapping.splitBy === undefined || mapping.part !== undefined;
  return table.holdings > 0 && isWhole ? ofWeights(table, weight, scale, mapping) : [];
}

function ofWeights(
  table: TableReading,
  weight: WeightColumn,
  scale: ScaleChoice | undefined,
  mapping: Mapping,
): readonly Question[] {
  if (weight.numbers.ambiguous !== undefined) return [askDecimalMark(weight)];
  const split = openSplit(table, weight, mapping);
  if (split.length > 0) return split;
  const isUnclear = scale?.doubt !== undefined;
  return [...openHiddenRows(table, weight, mapping), ...(isUnclear ? [askScale(weight, scale)] : [])];
}

function openSplit(
  { source, region, id, name, ids }: TableReading,
  weight: WeightColumn,
  mapping: Mapping,
): readonly Question[] {
  const isOne = weight.wholeScale !== undefined && weight.totals.fundRow === undefined;
  if (source === undefined || mapping.splitBy !== undefined) return [];
  const taken = new Set([id, name, weight.column].filter((column) => column !== undefined));
  for (const { column, doubt } of ids.candidates) if (doubt === undefined) taken.add(column);
  // A whole is one portfolio, unless a column says that it is none.
  const splits = findSplits(source, weight, taken).filter(({ isNamed }) => isNamed || !isOne);
  return splits.length === 0 ? [] : [askSplit(splits, region.names)];
}

function openHiddenRows(
  { sheet, source }: TableReading,
  weight: WeightColumn,
  { hiddenRows }: Mapping,
): readonly Question[] {
  const hidden = new Set(sheet.hiddenRows ?? []);
  if (hiddenRows !== undefined || hidden.size === 0 || source === undefined || weight.wholeScale !== undefined)
    return [];
  const own = weight.rows.filter(({ row, kind }) => kind === 'holding' && hidden.has(row));
  const sumOfHidden = own.reduce((sum, { value }) => sum + value, 0);
  const { sum } = weight.totals;
  return own.length === 0 ? [] : [askHiddenRows(own.length, sum, sum - sumOfHidden)];
}
