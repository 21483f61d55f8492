import type { ComparedMetric } from './compare.ts';
import type { Figure, Metric } from './result.ts';

/** RFC 4180, with a header; UTF-8 with a byte order mark, so that spreadsheets read names as they are. */
export function toCsv(header: readonly string[], rows: readonly (readonly (string | Figure)[])[]): string {
  const lines = [header, ...rows].map((row) => row.map(toField).join(','));
  return `\ufeff${lines.join('\r\n')}\r\n`;
}

/** What a spreadsheet would run as a formula begins with an apostrophe; numbers stay numbers. */
function toField(cell: string | Figure): string {
  const isFigure = typeof cell !== 'string';
  const text = isFigure ? cell.text : cell;
  const isFormula = /^[=+\-@\t\r]/.test(text) && !(isFigure && cell.number !== undefined);
  const safe = isFormula ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const header = ['metric_type', 'metric_id', 'metric_name', 'metric_unit', 'value', 'coverage_weight', 'entity_count'];

/** One line a metric; fields that we do not know stand as JSON in a last column, where there are any. */
export function metricsCsv(metrics: readonly Metric[]): string {
  const hasExtra = metrics.some(({ extra }) => extra.length > 0);
  const rows = metrics.map(({ type, id, name, unit, value, coverageWeight, entityCount, extra }) => [
    type,
    id,
    name,
    unit,
    value,
    coverageWeight,
    entityCount,
    ...(hasExtra ? [extra.map(([key, json]) => `${key}: ${json}`).join('; ')] : []),
  ]);
  return toCsv(hasExtra ? [...header, 'other'] : header, rows);
}

/** One line a metric, with the value of each result and the differences from the first. */
export function comparisonCsv(metrics: readonly ComparedMetric[], names: readonly string[]): string {
  const [, ...others] = names;
  const differenceNames = others.flatMap((name) => [`difference ${name}`, `relative ${name}`]);
  const columns = ['metric_type', 'metric_id', 'metric_name', 'metric_unit', ...names, ...differenceNames, 'change'];
  const rows = metrics.map(({ type, id, name, unit, values, differences, change }) => [
    type,
    id,
    name,
    unit,
    ...values.map((value) => value ?? ''),
    ...differences.flatMap((difference) => [numberOf(difference?.absolute), numberOf(difference?.relative)]),
    change,
  ]);
  return toCsv(columns, rows);
}

function numberOf(value: number | undefined): Figure | '' {
  return value === undefined ? '' : { text: String(value), number: value };
}
