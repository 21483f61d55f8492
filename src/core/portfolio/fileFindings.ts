import { isComplete } from './chooseTable.ts';
import { listOf } from './columnNames.ts';
import type { Finding } from './finding.ts';
import { sumOf } from './holding.ts';
import type { HoldingRows } from './holdingRows.ts';
import { isScheme, schemes } from './identifiers.ts';
import { layoutFindings } from './layoutFindings.ts';
import type { Mapping } from './mapping.ts';
import type { ScaleChoice } from './scale.ts';
import { shortNumber } from './shortNumber.ts';
import type { TableReading } from './tableReading.ts';
import { currencyOf, mixedCurrencies } from './values.ts';
import { isBlankRow, rowCount, type Sheet, type Workbook } from './workbook.ts';
import type { WeightColumn } from './weightColumns.ts';
import { roundingOf } from './wholes.ts';

/** Sums of weights differ by this much by nothing but the arithmetic of computers. */
export const sumTolerance = 1e-6;
const lowSum = 0.98;

/** What is to say before any table is looked at: of the chosen sheet, or of the file. */
export function fileFindings(
  workbook: Workbook,
  table: TableReading | undefined,
  { sheet: wanted }: Mapping,
): readonly Finding[] {
  const names = workbook.sheets.map(({ name }) => name);
  if (wanted !== undefined && !names.includes(wanted)) return [unknownSheet(wanted, names)];
  if (workbook.sheets.every((sheet) => isEmpty(sheet)))
    return [{ severity: 'error', code: 'file-empty', message: 'The file is empty. Choose another one.' }];
  const problems = problemsOf(table?.sheet ?? workbook.sheets[0]);
  const others = names.filter((name) => name !== table?.sheet.name);
  if (table === undefined || others.length === 0 || wanted !== undefined) return problems;
  const message = `The sheet "${table.sheet.name}" was read. The others are ${listOf(others)}.`;
  return [...problems, { severity: 'information', code: 'sheets', message }];
}

function unknownSheet(wanted: string, names: readonly string[]): Finding {
  const isCsv = names.length === 1 && names[0] === '';
  const message = isCsv ? 'The file has no sheets.' : `There is no sheet "${wanted}". The sheets are ${listOf(names)}.`;
  return { severity: 'error', code: 'sheet-unknown', message };
}

function problemsOf(sheet: Sheet | undefined): readonly Finding[] {
  const advice = 'Close them, or double those that belong to the text.';
  return (sheet?.problems ?? []).map(({ row, message }) => ({
    severity: 'error',
    code: 'quotes-open',
    row: row + 1,
    message: `In this row ${message}. ${advice}`,
  }));
}

/** A header and nothing below it. */
export function hasNoRows({ sheet, region: { body } }: TableReading): boolean {
  for (let row = body.start; row < body.end; row++) if (!isBlankRow(sheet, row)) return false;
  return true;
}

function isEmpty(sheet: Sheet): boolean {
  for (let row = 0; row < rowCount(sheet); row++) if (!isBlankRow(sheet, row)) return false;
  return true;
}

export function unknownColumns({ unknown, region }: TableReading): readonly Finding[] {
  return unknown.map(({ role, wanted, isTwice }): Finding => {
    const message = isTwice
      ? `Several columns are called "${wanted}", for the ${role}. Name one by its letter or number.`
      : `There is no column "${wanted}" for the ${role}. The columns are ${listOf(region.names)}.`;
    return { severity: 'error', code: 'column-unknown', message };
  });
}

export interface HeadContext {
  readonly table: TableReading;
  readonly weight: WeightColumn | undefined;
  readonly scale: ScaleChoice | undefined;
  readonly rows: HoldingRows;
  readonly mapping: Mapping;
  /** All tables of the visible sheets. */
  readonly others: readonly TableReading[];
}

/** What is to say of the whole table, then of its rows. */
export function headFindings(context: HeadContext): readonly Finding[] {
  const { table, rows, mapping } = context;
  const isWhole = mapping.splitBy === undefined || mapping.part !== undefined;
  return [
    ...schemeFindings(table),
    ...layoutFindings(table, mapping),
    ...weightFindings(context),
    ...(isWhole ? sumFindings(context) : []),
    ...(table.id !== undefined && table.holdings === 0 && rows.leftOut.length === 0 ? [noHoldings] : []),
    ...hiddenRows(table, mapping),
    ...otherTables(context),
    ...rows.findings.all,
  ];
}

export const noHoldings: Finding = {
  severity: 'error',
  code: 'file-empty',
  message: 'There is no row with an identifier below the header. Add the holdings.',
};

function schemeFindings({ scheme, id, region }: TableReading): readonly Finding[] {
  if (scheme === 'ISIN' || id === undefined) return [];
  const column = region.names[id] ?? '';
  const message = isScheme(scheme)
    ? `The identifiers are ${scheme}. The API's documentation names ISIN only; they are sent as they are.`
    : `The scheme "${scheme}" is not one that can be checked (${schemes.join(', ')}); it is sent as it is.`;
  return [{ severity: 'warning', code: isScheme(scheme) ? 'scheme-undocumented' : 'scheme-unknown', column, message }];
}

function weightFindings({ table, weight, scale, mapping }: HeadContext): readonly Finding[] {
  if (weight === undefined || table.holdings === 0) return [];
  if (mapping.weightsFrom !== undefined) return valueFindings(table, weight);
  if (scale === undefined || scale.doubt !== undefined || mapping.scale !== undefined || scale.scale === 'fraction')
    return [];
  const message = `The weights were read as ${scale.scale}: ${scale.evidence.join(', ')}.`;
  return [{ severity: 'information', code: 'scale-found', column: weight.name, message }];
}

function valueFindings(table: TableReading, weight: WeightColumn): readonly Finding[] {
  const mixed = mixedCurrencies(table, weight);
  const column = weight.name;
  if (mixed.length > 0) {
    const message = `The values are in ${mixed.join(', ')}: they cannot be added. Choose a column of values in one currency.`;
    return [{ severity: 'error', code: 'currencies-mixed', column, message }];
  }
  const currency = currencyOf(table, weight);
  const sum = `${shortNumber(weight.totals.sumOfAll, 2)}${currency === undefined ? '' : ` ${currency}`}`;
  const message = `The weights are shares of ${sum}, the sum of the values.`;
  return [{ severity: 'information', code: 'weights-from-values', column, message }];
}

function sumFindings({ weight, rows, scale }: HeadContext): readonly Finding[] {
  const { holdings } = rows;
  if (weight === undefined || holdings.length === 0) return [];
  const sum = sumOf(holdings);
  const column = weight.name;
  const value = shortNumber(sum);
  if (sum < lowSum) {
    const message = `The weights sum to ${value}: ${shortNumber((1 - sum) * 100, 2)} % of the portfolio is not among the holdings.`;
    return [{ severity: 'information', code: 'weights-low', column, value, message }];
  }
  if (sum <= 1 + sumTolerance) return [];
  const decimals =
    weight.numbers.decimals + ({ fraction: 0, percent: 2, 'basis points': 4 } as const)[scale?.scale ?? 'fraction'];
  if (sum <= 1 + roundingOf(holdings.length, decimals, 1) + 1e-9) {
    const message = `The weights sum to ${value}, by rounding. They are sent as they are.`;
    return [{ severity: 'warning', code: 'weights-sum', column, value, message }];
  }
  const advice = 'Check the scale and look for totals and duplicates, or normalise the weights.';
  const message = `The weights sum to ${value}, more than 1. ${advice}`;
  return [{ severity: 'error', code: 'weights-sum', column, value, message }];
}

function hiddenRows({ sheet, source }: TableReading, { hiddenRows: choice }: Mapping): readonly Finding[] {
  const start = source?.body.start ?? 0;
  const hidden = (sheet.hiddenRows ?? []).filter((row) => source?.body.kinds[row - start] === 'holding').length;
  if (hidden === 0 || choice === 'leave out') return [];
  const message = `The sheet hides ${hidden} of these rows. They are sent as the others.`;
  return [{ severity: 'warning', code: 'hidden-rows', message }];
}

const mostTables = 20;

function otherTables({ table, others }: HeadContext): readonly Finding[] {
  const { sheet, body } = table.region;
  const later = others.filter(
    (other) =>
      other !== table && other.region.sheet === sheet && (isComplete(other) || other.region.body.start >= body.end),
  );
  if (later.length === 0) return [];
  const starts = later.map(({ region }) => String(region.header.start + 1));
  const rows = `${starts.slice(0, mostTables).join(', ')}${starts.length > mostTables ? ' …' : ''}`;
  const message = `Other tables of the sheet are not read: from row ${rows}.`;
  return [{ severity: 'information', code: 'other-tables', message }];
}
