import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ResultSummary } from '../core/analysis/analysisJob.ts';
import { metricsCsv } from '../core/analysis/csv.ts';
import { parseResult } from '../core/analysis/result.ts';
import { AppError } from '../core/appError.ts';

export const resultFormats = ['csv', 'json'] as const;

export type ResultFormat = (typeof resultFormats)[number];

/** Writes a result in each format: as CSV, and as JSON just as the API sent it. */
export async function writeResult(
  folder: string,
  name: string,
  text: string,
  formats: readonly ResultFormat[],
): Promise<ResultSummary> {
  const { metrics, holdingsMatched } = parseResult(text);
  for (const format of formats) {
    await writeWhole(join(folder, `${name}.${format}`), format === 'csv' ? metricsCsv(metrics) : text);
  }
  return { holdingsMatched: holdingsMatched.text, metrics: metrics.length };
}

/** Beside the file first, so that a crash never leaves half of one. */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(temporary, content);
    await rename(temporary, path);
  } catch (cause) {
    throw new AppError('file', `${path} cannot be written. Check the folder and its permissions.`, { cause });
  }
}
