import type { ComparedMetric } from './compare.ts';
import type { Figure, Metric } from './result.ts';

/** RFC 4180, with a header; UTF-8 with a byte order mark, so that spreadsheets read names as they are. */
export function toCsv(header: readonly string[], rows: readonly (readonly (string | Figure)[])[]): string {
  const lines = [header, ...rows].map((row) => row.map(toField).join(','));
  return `\ufeff${lines.join('\r\n')}\r\n`;
}

function toField(cell: string | Figure): string {
  const isNumber = typeof cell !== 'string' && cell.number !== undefined;
  const text = typeof cell === 'string' ? cell : cell.text;
  const safe = isNumber ? text : withoutFormulas(text);
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

// A spreadsheet may be told, or guess, any of these for what parts its cells, in spite of the quotes around them.
const cellStart = /(^|[;,\t|:\r\n])([\s"']*)(?=([=+\-@\uFF1D\uFF0B\uFF0D\uFF20]))|( )(?=[=@+\uFF1D\uFF20]\S)/g;
const wholeNumber = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?(?=$|[;,\t|\r\n}\]])/i;

/**
 * What would begin a formula, at the start of a cell or where a spreadsheet may take a part of it for another cell, begins
 * with an apostrophe; numbers stay numbers.
 */
function withoutFormulas(text: string): string {
  const safe = text.replaceAll(cellStart, (found: string, ...rest: unknown[]) => {
    const at = rest.find((part) => typeof part === 'number') ?? 0;
    return at > 0 && wholeNumber.test(text.slice(at + found.length, at + found.length + 40)) ? found : `${found}'`;
  });
  return /^[\t\r]/.test(safe) ? `'${safe}` : safe;
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
