import { join } from 'node:path';
import type { ResultSummary } from '../core/analysis/analysisJob.ts';
import type { ExportedResult, ExportFormat } from '../core/analysis/exportFormats.ts';
import { parseResult } from '../core/analysis/result.ts';
import { atomicWrite } from './atomicWrite.ts';

/** Writes a result, `text` as the API sent it, in each format. */
export async function writeResult(
  folder: string,
  name: string,
  text: string,
  formats: readonly ExportFormat<ExportedResult>[],
): Promise<ResultSummary> {
  const result = parseResult(text);
  for (const { extension, write } of formats)
    await atomicWrite(join(folder, `${name}.${extension}`), write({ text, result }), { mode: 0o600 });
  return { holdingsMatched: result.holdingsMatched.text, metrics: result.metrics.length };
}
