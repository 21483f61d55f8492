import { chooseTable, isComplete, type TableChoice } from './chooseTable.ts';
import { listOf } from './columnNames.ts';
import { fileFindings, headFindings, unknownColumns } from './fileFindings.ts';
import { FindingList, type Finding } from './finding.ts';
import { HoldingReader, type HoldingRows } from './holdingRows.ts';
import type { Mapping } from './mapping.ts';
import type { Part, Portfolio, Question, SheetSummary } from './portfolioTypes.ts';
import {
  askDecimalMark,
  askHiddenRows,
  askHiddenSheet,
  askIdentifiers,
  askScale,
  askSplit,
  askTable,
  askWeights,
} from './questions.ts';
import { readingOf, summariesOf } from './readingOf.ts';
import { findRegions } from './regions.ts';
import { findScale, type ScaleChoice } from './scale.ts';
import { findSplits, splitBy } from './splits.ts';
import { readTable, type TableReading } from './tableReading.ts';
import { currencyOf } from './values.ts';
import { wholeOf } from './wholes.ts';
import type { Workbook } from './workbook.ts';
import type { WeightColumn } from './weightColumns.ts';

/**
 * The holdings of a workbook, read beyond doubt or asked about. Total: any workbook gives a portfolio, what is wrong is
 * in its findings, and nothing is mended. Linear in the number of cells.
 */
export function readPortfolio(workbook: Workbook, mapping: Mapping = {}): Portfolio {
  const sheetIndexes = sheetsOf(workbook, mapping);
  const tables = sheetIndexes.flatMap((index) => tablesOf(workbook, index, mapping));
  const visible = tables.filter(({ sheet }) => sheet.visibility === 'visible' || sheet.name === mapping.sheet);
  const hidden = tables.filter((table) => !visible.includes(table) && isComplete(table));
  const choice = visible.some(isComplete) || hidden.length === 0 ? chooseTable(visible) : chooseTable(hidden);
  const sheets = summariesOf(workbook, tables, choice.chosen);
  const before = fileFindings(workbook, choice.chosen, mapping);
  if (choice.chosen === undefined || before.some(({ code }) => code === 'file-empty' || code === 'sheet-unknown'))
    return nothingOf(mapping, sheets, before, choice.chosen === undefined ? noTable(workbook) : []);
  return readChosen(choice, choice.chosen, { mapping, sheets, before, tables: visible, isHidden: hidden.includes(choice.chosen) });
}

function sheetsOf({ sheets }: Workbook, { sheet }: Mapping): readonly number[] {
  const all = sheets.map((_, index) => index);
  return sheet === undefined ? all : all.filter((index) => sheets[index]?.name === sheet);
}

function tablesOf(workbook: Workbook, index: number, mapping: Mapping): readonly TableReading[] {
  const sheet = workbook.sheets[index];
  if (sheet === undefined) return [];
  const wanted = [mapping.id, mapping.weight, mapping.weightsFrom].flatMap((name) =>
    name === undefined || /^(?:[A-Za-z]{1,3}|\d{1,4})$/.test(name.trim()) ? [] : [name.trim().toLowerCase()],
  );
  const tables = findRegions(sheet, index, wanted).map((region) => readTable(workbook, region, mapping));
  return mapping.table === undefined ? tables : tables.filter((_, at) => at + 1 === mapping.table);
}

function noTable({ sheets }: Workbook): readonly Question[] {
  const names = sheets.map(({ name }) => name);
  const list = names.length > 1 ? ` The sheets are ${listOf(names)}.` : '';
  const message = `No table of holdings was found: no row names columns, and no cell is an identifier.${list} Choose the file with the holdings.`;
  return [{ topic: 'identifier', message, answers: [], option: '--id COLUMN' }];
}

function nothingOf(
  mapping: Mapping,
  sheets: readonly SheetSummary[],
  findings: readonly Finding[],
  questions: readonly Question[],
): Portfolio {
  const isEmpty = findings.some(({ severity }) => severity === 'error');
  const rest = { reading: undefined, holdings: [], leftOut: [], faultyRows: [] };
  return { mapping, sheets, ...rest, findings, questions: isEmpty ? [] : questions };
}

interface ChosenContext {
  readonly mapping: Mapping;
  readonly sheets: readonly SheetSummary[];
  readonly before: readonly Finding[];
  readonly tables: readonly TableReading[];
  readonly isHidden: boolean;
}

function readChosen({ rivals }: TableChoice, table: TableReading, context: ChosenContext): Portfolio {
  const { mapping, sheets, before, tables, isHidden } = context;
  const unknown = unknownColumns(table);
  const weight = table.weight ?? table.weights?.rivals[0];
  const scale = weight === undefined ? undefined : scaleOf(weight, mapping);
  const rows = rowsOf(table, weight, scale, mapping);
  const questions = [
    ...(rivals.length > 0 ? [askTable(table, rivals, tables)] : []),
    ...(isHidden ? [askHiddenSheet(table)] : []),
    ...questionsOf(table, scale, mapping, unknown, sheets.map(({ name }) => name)),
  ];
  const isReadable = table.weight !== undefined && unknown.length === 0;
  const findings = headFindings({ table, weight: table.weight, scale, rows, mapping, others: tables });
  return {
    mapping,
    sheets,
    reading: readingOf(table, scale, mapping),
    holdings: isReadable ? rows.holdings : [],
    leftOut: isReadable ? rows.leftOut : [],
    findings: [...before, ...unknown, ...(isReadable ? findings : findings.filter(({ code }) => code === 'file-empty'))],
    faultyRows: isReadable ? rows.findings.faultyRows : [],
    questions,
    ...partsOf(table, scale, mapping),
  };
}

/** The user's, else what was found; with values there is none to find. */
function scaleOf(weight: WeightColumn, { scale, weightsFrom }: Mapping): ScaleChoice {
  if (scale !== undefined) return { scale, evidence: ['as you said'], doubt: undefined };
  return weightsFrom === undefined ? findScale(weight) : { scale: 'fraction', evidence: ['made from values'], doubt: undefined };
}

const noRows: Pick<HoldingRows, 'holdings' | 'leftOut'> = { holdings: [], leftOut: [] };

function rowsOf(
  table: TableReading,
  weight: WeightColumn | undefined,
  scale: ScaleChoice | undefined,
  { weightsFrom, splitBy: splits, part }: Mapping,
): HoldingRows {
  const isWhole = splits === undefined || part !== undefined;
  if (table.id === undefined || weight === undefined || scale === undefined || !isWhole)
    return { ...noRows, findings: new FindingList() };
  const valuesSum = weightsFrom === undefined ? undefined : weight.totals.sumOfAll;
  return new HoldingReader(table, table.id, weight, { scale: scale.scale, valuesSum }).read();
}

function questionsOf(
  table: TableReading,
  scale: ScaleChoice | undefined,
  mapping: Mapping,
  unknown: readonly Finding[],
  sheets: readonly string[],
): readonly Question[] {
  if (unknown.length > 0) return [];
  if (table.id === undefined || (mapping.id === undefined && table.ids.rivals.length > 0))
    return [askIdentifiers(table, sheets)];
  const { weight, holdings } = table;
  if (holdings === 0 && weight !== undefined) return [];
  if (weight === undefined) return [askWeights(table, (value) => currencyOf(table, value))];
  const split = openSplit(table, weight, mapping);
  const hidden = openHiddenRows(table, weight, mapping);
  return [
    ...(weight.numbers.ambiguous === undefined ? [] : [askDecimalMark(weight)]),
    ...split,
    ...hidden,
    ...(scale?.doubt === undefined || split.length > 0 || weight.numbers.ambiguous !== undefined ? [] : [askScale(weight, scale)]),
  ];
}

function openSplit({ source, region, id, name, ids }: TableReading, weight: WeightColumn, mapping: Mapping): readonly Question[] {
  if (source === undefined || mapping.splitBy !== undefined || weight.wholeScale !== undefined) return [];
  const taken = new Set([id, name, weight.column].filter((column) => column !== undefined));
  for (const { column, doubt } of ids.candidates) if (doubt === undefined) taken.add(column);
  const splits = findSplits(source, weight, taken);
  return splits.length === 0 ? [] : [askSplit(splits, region.names)];
}

function openHiddenRows({ sheet, source }: TableReading, weight: WeightColumn, { hiddenRows }: Mapping): readonly Question[] {
  const hidden = new Set(sheet.hiddenRows ?? []);
  if (hiddenRows !== undefined || hidden.size === 0 || source === undefined || weight.wholeScale !== undefined) return [];
  const own = weight.rows.filter(({ row, kind }) => kind === 'holding' && hidden.has(row));
  const sumOfHidden = own.reduce((sum, { value }) => sum + value, 0);
  const { sum } = weight.totals;
  return own.length === 0 ? [] : [askHiddenRows(own.length, sum, sum - sumOfHidden)];
}

function partsOf(table: TableReading, scale: ScaleChoice | undefined, { splitBy: wanted }: Mapping): { readonly parts?: readonly Part[] } {
  if (wanted === undefined) return {};
  const { source, weight, split, region } = table;
  if (source === undefined || weight === undefined || split === undefined) return { parts: [] };
  const whole = wholeOf[scale?.scale ?? 'fraction'];
  const parts = splitBy(source, weight, split, region.names[split] ?? '')?.parts ?? [];
  return { parts: parts.map((part) => ({ ...part, sum: part.sum / whole })) };
}
