import type { Mapping } from './mapping.ts';
import type { ColumnCandidate, ColumnRole, Reading, SheetSummary } from './portfolioTypes.ts';
import type { ScaleChoice } from './scale.ts';
import { shortNumber } from './shortNumber.ts';
import { isComplete } from './chooseTable.ts';
import type { TableReading } from './tableReading.ts';
import type { Workbook } from './workbook.ts';
import type { WeightColumn } from './weightColumns.ts';

/** What a table was read as, with what speaks for it: for the review and the line that says what was chosen. */
export function readingOf(table: TableReading, scale: ScaleChoice | undefined, { weightsFrom }: Mapping): Reading {
  const { id, weight, name, currency, schemeColumn, split } = table;
  const weightRole = weightsFrom === undefined ? 'weight' : 'value';
  const all: Readonly<Record<ColumnRole, number | undefined>> = {
    identifier: id,
    weight: undefined,
    value: undefined,
    [weightRole]: weight?.column,
    name,
    currency,
    scheme: schemeColumn,
    split,
  };
  const columns = Object.fromEntries(Object.entries(all).filter(([, column]) => column !== undefined));
  return {
    region: table.region,
    columns: columns,
    candidates: [...identifierCandidates(table), ...weightCandidates(table)],
    scheme: table.scheme,
    scale: scale?.scale ?? 'fraction',
    decimalMark: weight?.numbers.mark ?? '.',
    scaleEvidence: scale?.evidence ?? [],
  };
}

function identifierCandidates({ ids, id }: TableReading): readonly ColumnCandidate[] {
  return ids.candidates.map(({ column, scheme, valid, distinct, doubt }) => ({
    column,
    role: 'identifier',
    evidence: [`${valid} valid ${scheme}`, `${distinct} different`, ...(doubt === undefined ? [] : [doubt])],
    isChosen: column === id,
  }));
}

function weightCandidates({ weights, weight }: TableReading): readonly ColumnCandidate[] {
  if (weights === undefined) return [];
  const { candidates, others, values } = weights;
  const known = new Set([...candidates, ...others, ...values]);
  if (weight !== undefined && ![...known].some(({ column }) => column === weight.column)) known.add(weight);
  return [...known].map((one) => ({
    column: one.column,
    role: one.isValue ? 'value' : 'weight',
    evidence: weightEvidence(one),
    isChosen: one.column === weight?.column,
  }));
}

function weightEvidence({ meaning, totals, numbers, wholeScale }: WeightColumn): readonly string[] {
  const words = {
    weight: 'named a weight',
    other: 'named another weight',
    number: '',
    none: '',
  };
  const shown = numbers.percents > 0 ? ['shown in percent'] : [];
  const sum = `sums to ${shortNumber(totals.sum)}${wholeScale === undefined ? '' : ', the whole'}`;
  return [words[meaning], sum, ...shown].filter((text) => text !== '');
}

export function summariesOf(
  { sheets }: Workbook,
  tables: readonly TableReading[],
  chosen: TableReading | undefined,
): readonly SheetSummary[] {
  return sheets.map((sheet, index) => {
    const own = tables.filter(({ region }) => region.sheet === index);
    const holdings = Math.max(0, ...own.filter(isComplete).map((table) => table.holdings));
    return { name: sheet.name, visibility: sheet.visibility, holdings, isChosen: chosen?.region.sheet === index };
  });
}
