import { parseArgs } from 'node:util';
import { isExternalId } from '../core/analysis/analysisJob.ts';
import { resultFormats, type ExportedResult, type ExportFormat } from '../core/analysis/exportFormats.ts';
import type { Mapping } from '../core/portfolio/mapping.ts';
import type { RepairChoices } from '../core/portfolio/repairs.ts';
import { AppError } from '../core/appError.ts';
import { durationMs } from '../core/syntax/duration.ts';
import { connectionFlags, toConnectionArguments, type ConnectionArguments } from './connection.ts';
import { mappingFlags, repairFlags, toMapping, toRepairChoices } from './portfolioArguments.ts';
import { usageError } from './usage.ts';

export interface AnalyseArguments {
  readonly connection: ConnectionArguments;
  /** Files and folders. */
  readonly paths: readonly string[];
  readonly folder: string;
  readonly formats: readonly ExportFormat<ExportedResult>[];
  readonly concurrency: number;
  readonly resumes: boolean;
  readonly externalId: string | undefined;
  readonly waitMs: number;
  readonly apiFile: string | undefined;
  readonly quiet: boolean;
  /** Shows what would be sent, and sends nothing. */
  readonly isDryRun: boolean;
  readonly mapping: Mapping;
  readonly repairs: RepairChoices;
}

export function parseAnalyseArguments(args: readonly string[]): AnalyseArguments {
  const { values, positionals } = parse(args);
  if (positionals.length === 0)
    throw new AppError('usage', 'Name at least one portfolio file or folder. See: matter --help');
  const { out, format, concurrency, resume, wait, api, quiet, 'dry-run': isDryRun, 'external-id': externalId } = values;
  if (externalId !== undefined && !isExternalId(externalId))
    throw new AppError('usage', '--external-id takes letters, digits, dashes and underscores, 100 at most.');
  return {
    connection: toConnectionArguments(values),
    paths: positionals,
    folder: out,
    formats: toFormats(format),
    concurrency: toConcurrency(concurrency),
    resumes: resume,
    externalId,
    waitMs: toWait(wait),
    apiFile: api,
    quiet,
    isDryRun,
    mapping: toMapping(values),
    repairs: toRepairChoices(values),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        ...connectionFlags,
        ...mappingFlags,
        ...repairFlags,
        out: { type: 'string', default: 'matter-results' },
        format: { type: 'string', default: resultFormats.map(({ id }) => id).join() },
        concurrency: { type: 'string', default: '8' },
        resume: { type: 'boolean', default: false },
        'external-id': { type: 'string' },
        wait: { type: 'string', default: '1h' },
        api: { type: 'string' },
        quiet: { type: 'boolean', default: false },
        'dry-run': { type: 'boolean', default: false },
      },
    });
  } catch (cause) {
    throw usageError(cause);
  }
}

function toFormats(text: string): readonly ExportFormat<ExportedResult>[] {
  const wanted = text.split(',').map((format) => format.trim());
  const formats = resultFormats.filter(({ id }) => wanted.includes(id));
  if (formats.length === new Set(wanted).size) return formats;
  throw new AppError(
    'usage',
    `--format takes ${resultFormats.map(({ id }) => id).join(' and ')}, separated by commas.`,
  );
}

function toConcurrency(count: string): number {
  if (/^[1-9]\d?$/.test(count)) return Number(count);
  throw new AppError('usage', '--concurrency takes a number from 1 to 99.');
}

function toWait(text: string): number {
  const ms = durationMs(text);
  if (ms !== undefined && ms > 0) return ms;
  throw new AppError('usage', '--wait takes a time, as 30m or 2h.');
}
