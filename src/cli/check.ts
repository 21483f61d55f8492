import { parseArgs } from 'node:util';
import { AppError } from '../core/appError.ts';
import type { Mapping } from '../core/portfolio/mapping.ts';
import type { PortfolioReport } from '../core/portfolio/portfolioReport.ts';
import { reportLines } from '../core/portfolio/reportText.ts';
import type { RepairChoices } from '../core/portfolio/repairs.ts';
import { PortfolioReader } from '../node/portfolioReader.ts';
import { mappingFlags, repairFlags, toMapping, toRepairChoices } from './portfolioArguments.ts';
import { fileProblem, findPortfolios, progressOf, shownPath } from './portfolioFiles.ts';
import { usageError } from './usage.ts';

/** `matter check PORTFOLIO…`: 1 where a file has an error or a question, 0 with warnings only. Sends nothing. */
export async function check(args: readonly string[]): Promise<number> {
  const { values, positionals } = parse(args);
  if (positionals.length === 0) throw new AppError('usage', 'Name at least one portfolio file. See: matter --help');
  const options = { mapping: toMapping(values), choices: toRepairChoices(values) };
  const { files, code } = await findPortfolios(positionals, values.json);
  return Math.max(code, await showPortfolios(files, options, values.json ? 'json' : 'text'));
}

function parse(args: readonly string[]) {
  try {
    const options = { ...mappingFlags, ...repairFlags, json: { type: 'boolean', default: false } } as const;
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (cause) {
    throw usageError(cause);
  }
}

export interface ShowOptions {
  readonly mapping: Mapping;
  readonly choices: RepairChoices;
}

/** Reads the files, and prints what would be sent of each: as lines, or as JSON with the holdings. */
export async function showPortfolios(
  files: readonly string[],
  { mapping, choices }: ShowOptions,
  format: 'text' | 'json',
): Promise<number> {
  const reader = new PortfolioReader();
  const shown: object[] = [];
  let failed = 0;
  try {
    for (const path of files) {
      const name = shownPath(path);
      const task = { name, mapping, choices, wants: format === 'json' ? ('bodies' as const) : ('reports' as const) };
      const read = await reader
        .reports({ path }, task, { onProgress: progressOf(name) })
        .catch((error: unknown) => (files.length === 1 ? Promise.reject(error as Error) : fileProblem(error)));
      failed += failuresOf(read);
      if (format === 'json') shown.push(...toJson(name, read));
      else process.stdout.write(toText(name, read));
    }
  } finally {
    reader.dispose();
  }
  if (format === 'json') process.stdout.write(`${JSON.stringify(shown, undefined, 2)}\n`);
  return failed > 0 ? 1 : 0;
}

/** A text says why the file cannot be read. */
type Read = readonly PortfolioReport[] | string;

function failuresOf(read: Read): number {
  return typeof read === 'string' ? 1 : read.filter(({ errors }) => errors.length > 0).length;
}

function toText(file: string, read: Read): string {
  const lines =
    typeof read === 'string'
      ? [read.startsWith(file) ? read : `${file}: error: ${read}`]
      : read.flatMap((one) => reportLines(file, one));
  return lines.map((line) => `${line}\n`).join('');
}

function toJson(file: string, read: Read): readonly object[] {
  return typeof read === 'string'
    ? [{ file, state: 'refused', message: read }]
    : read.map((one) => ({ file, ...reportJson(one) }));
}

/** A report for programs: the holdings exactly as they would be sent; none where something keeps them from it. */
export function reportJson(report: PortfolioReport): object {
  const { body, mapping, errors, questions, holdings, identifiers, weights, isFromValues, ...rest } = report;
  const sent = body === undefined ? { holdings: [] } : (JSON.parse(body) as { readonly holdings: readonly object[] });
  return {
    state: questions.length > 0 ? 'asked' : errors.length > 0 ? 'errors' : 'read',
    ...rest,
    columns: { identifiers, weights, weightsFromValues: isFromValues },
    questions,
    count: holdings,
    ...sent,
  };
}
