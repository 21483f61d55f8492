import { parseArgs } from 'node:util';
import { basename } from 'node:path';
import { compareResults, type ComparedMetric, type Difference } from '../core/analysis/compare.ts';
import { comparisonFormats, findFormat } from '../core/analysis/exportFormats.ts';
import { parseResult, type AnalysisResult } from '../core/analysis/result.ts';
import { textTable } from '../core/analysis/textTable.ts';
import { AppError } from '../core/appError.ts';
import { readText } from '../node/textFile.ts';
import { usageError } from './usage.ts';

/** A table for people is made for the terminal only. */
const formats = ['table', ...comparisonFormats.map(({ id }) => id)];

/** `matter compare A B…`: results as JSON, as `matter analyse` writes them. 1 where they differ, as diff does. */
export async function compare(args: readonly string[]): Promise<number> {
  const { files, format, tolerance } = parse(args);
  const results: AnalysisResult[] = [];
  for (const file of files) results.push(await readResult(file));
  const compared = compareResults(results, tolerance);
  const names = uniqueNames(files);
  const written = findFormat(comparisonFormats, format)?.write({ names, tolerance, metrics: compared });
  process.stdout.write(written ?? toTable(compared, names));
  return compared.every(({ change }) => change === 'same') ? 0 : 1;
}

function parse(args: readonly string[]): { files: readonly string[]; format: string; tolerance: number } {
  let parsed;
  try {
    const options = {
      format: { type: 'string', default: 'table' },
      tolerance: { type: 'string', default: '0' },
    } as const;
    parsed = parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (cause) {
    throw usageError(cause);
  }
  const { format, tolerance } = parsed.values;
  if (parsed.positionals.length < 2) throw new AppError('usage', 'Name two results or more. See: matter --help');
  if (!formats.includes(format)) throw new AppError('usage', `--format takes ${formats.join(', ')}.`);
  if (!/^\d+(?:\.\d+)?%?$/.test(tolerance)) throw new AppError('usage', '--tolerance takes a share, as 0.01 or 1%.');
  return { files: parsed.positionals, format, tolerance: parseFloat(tolerance) / (tolerance.endsWith('%') ? 100 : 1) };
}

async function readResult(path: string): Promise<AnalysisResult> {
  const result = parseResult(await readText(path));
  const [problem] = result.problems;
  if (problem !== undefined) throw new AppError('file', `${path}: ${problem} Name the JSON file of a result.`);
  return result;
}

/** The file names; with their folders where two are the same. */
function uniqueNames(files: readonly string[]): readonly string[] {
  const names = files.map((file) => basename(file));
  return new Set(names).size === names.length ? names : files;
}

function toTable(metrics: readonly ComparedMetric[], names: readonly string[]): string {
  const [, ...others] = names;
  const header = ['metric', 'unit', ...names, ...others.flatMap((name) => [`change ${name}`, '%']), 'is'];
  const rows = metrics.map(({ id, unit, values, differences, change }) => [
    id,
    unit,
    ...values.map((value) => value?.text ?? '-'),
    ...differences.flatMap((difference) => [absolute(difference), percent(difference)]),
    change,
  ]);
  return textTable([header, ...rows]);
}

function absolute(difference: Difference | undefined): string {
  return difference === undefined ? '' : signed(Number(difference.absolute.toPrecision(6)));
}

function percent(difference: Difference | undefined): string {
  return difference?.relative === undefined ? '' : `${signed(Number((difference.relative * 100).toFixed(2)))}%`;
}

function signed(value: number): string {
  return value > 0 ? `+${value}` : String(value);
}
