import type { ComparedMetric } from './compare.ts';
import { comparisonCsv, metricsCsv } from './csv.ts';
import type { AnalysisResult } from './result.ts';

/** A way to write something down; the command line, its help, the views and their panels read the tables below. */
export interface ExportFormat<T> {
  readonly id: string;
  /** Of the button, in English; VS Code's translations are looked up by it. */
  readonly label: string;
  /** Of the file, without the dot. */
  readonly extension: string;
  readonly write: (exported: T) => string;
}

export interface ExportedResult {
  /** As the API sent it. */
  readonly text: string;
  readonly result: AnalysisResult;
}

export interface ExportedComparison {
  /** Of the results; the first is what the others are compared with. */
  readonly names: readonly string[];
  readonly tolerance: number;
  readonly metrics: readonly ComparedMetric[];
}

/** Of one result. */
export const resultFormats: readonly ExportFormat<ExportedResult>[] = [
  { id: 'csv', label: 'Export CSV…', extension: 'csv', write: ({ result }) => metricsCsv(result.metrics) },
  { id: 'json', label: 'Export JSON…', extension: 'json', write: ({ text }) => text },
];

/** Of a comparison. */
export const comparisonFormats: readonly ExportFormat<ExportedComparison>[] = [
  { id: 'csv', label: 'Export CSV…', extension: 'csv', write: ({ metrics, names }) => comparisonCsv(metrics, names) },
  {
    id: 'json',
    label: 'Export JSON…',
    extension: 'json',
    write: ({ names, tolerance, metrics }) =>
      `${JSON.stringify({ results: names, tolerance, metrics }, undefined, 2)}\n`,
  },
];

export function findFormat<T>(formats: readonly ExportFormat<T>[], id: string): ExportFormat<T> | undefined {
  return formats.find((format) => format.id === id);
}
