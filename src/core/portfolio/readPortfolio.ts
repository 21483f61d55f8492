import { chooseTable, isComplete, type TableChoice } from './chooseTable.ts';
import { listOf } from './columnNames.ts';
import { fileFindings, hasNoRows, headFindings, noHoldings, unknownColumns } from './fileFindings.ts';
import { FindingList, type Finding } from './finding.ts';
import { HoldingReader, type HoldingRows } from './holdingRows.ts';
import type { Mapping } from './mapping.ts';
import type { Part, Portfolio, Question, SheetSummary } from './portfolioTypes.ts';
import { openQuestions } from './openQuestions.ts';
import { askHiddenSheet, askTable } from './questions.ts';
import { readingOf, summariesOf } from './readingOf.ts';
import { findRegions } from './regions.ts';
import { findScale, type ScaleChoice } from './scale.ts';
import { splitBy } from './splits.ts';
import { readTable, type TableReading } from './tableReading.ts';
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
  const isVisible = ({ sheet }: TableReading): boolean =>
    sheet.visibility === 'visible' || sheet.name === mapping.sheet;
  const visible = tables.filter(isVisible);
  const hidden = tables.filter((table) => !isVisible(table) && isComplete(table));
  const choice = visible.some(isComplete) || hidden.length === 0 ? chooseTable(visible) : chooseTable(hidden);
  const sheets = summariesOf(workbook, tables, choice.chosen);
  const before = fileFindings(workbook, choice.chosen, mapping);
  if (choice.chosen === undefined || before.some(({ code }) => code === 'file-empty' || code === 'sheet-unknown'))
    return nothingOf(mapping, sheets, before, choice.chosen === undefined ? noTable(workbook) : []);
  return readChosen(choice, choice.chosen, {
    mapping,
    sheets,
    before,
    tables: visible,
    isHidden: hidden.includes(choice.chosen),
  });
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
  const { mapping, sheets, before, tables } = context;
  if (hasNoRows(table)) return nothingOf(mapping, sheets, [...before, noHoldings], []);
  const unknown = unknownColumns(table);
  const weight = table.weight ?? table.weights?.rivals[0];
  const scale = weight === undefined ? undefined : scaleOf(weight, mapping);
  const rows = rowsOf(table, weight, scale, mapping);
  const own = headFindings({ table, weight: table.weight, scale, rows, mapping, others: tables });
  const sure = hasCutRows(own) ? undefined : scale;
  const questions = [
    ...tableQuestions(rivals, table, context),
    ...(unknown.length > 0 ? [] : openQuestions(table, sure, mapping, sheets)),
  ];
  const reading = readingOf(table, scale, mapping);
  const shared = { mapping, sheets, reading, questions, ...partsOf(table, scale, mapping) };
  if (table.weight === undefined || unknown.length > 0) {
    const findings = [...before, ...unknown, ...own.filter(({ code }) => code === 'file-empty')];
    return { ...shared, holdings: [], leftOut: [], findings, faultyRows: [] };
  }
  const { holdings, leftOut } = rows;
  return { ...shared, holdings, leftOut, findings: [...before, ...own], faultyRows: rows.findings.faultyRows };
}

function tableQuestions(
  rivals: readonly TableReading[],
  table: TableReading,
  { tables, isHidden }: ChosenContext,
): readonly Question[] {
  if (rivals.length > 0) return [askTable(table, rivals, tables)];
  return isHidden ? [askHiddenSheet(table)] : [];
}

/** Their weights are cut, too: a sum of them says nothing of the scale. */
function hasCutRows(findings: readonly Finding[]): boolean {
  return findings.some(({ code }) => code === 'row-too-long');
}

/** The user's, else what was found; with values there is none to find. */
function scaleOf(weight: WeightColumn, { scale, weightsFrom }: Mapping): ScaleChoice {
  if (scale !== undefined) return { scale, evidence: ['as you said'], doubt: undefined };
  return weightsFrom === undefined
    ? findScale(weight)
    : { scale: 'fraction', evidence: ['made from values'], doubt: undefined };
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

function partsOf(
  table: TableReading,
  scale: ScaleChoice | undefined,
  { splitBy: wanted }: Mapping,
): { readonly parts?: readonly Part[] } {
  if (wanted === undefined) return {};
  const { source, weight, split, region } = table;
  if (source === undefined || weight === undefined || split === undefined) return { parts: [] };
  const whole = wholeOf[scale?.scale ?? 'fraction'];
  const parts = splitBy(source, weight, split, region.names[split] ?? '')?.parts ?? [];
  return { parts: parts.map((part) => ({ ...part, sum: part.sum / whole })) };
}
