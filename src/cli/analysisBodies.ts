import type { AnalysisJob, JobReading } from '../core/analysis/analysisJob.ts';
import type { JobBody } from '../core/analysis/jobPorts.ts';
import { AppError } from '../core/appError.ts';
import { bodyOf } from '../core/portfolio/holdingsBody.ts';
import type { PortfolioReport } from '../core/portfolio/portfolioReport.ts';
import { PortfolioReader } from '../node/portfolioReader.ts';
import { reportJson, type ShowOptions } from './check.ts';
import { progressOf, shownPath } from './portfolioFiles.ts';

/** Reads the portfolios of a run when they are sent, tells of each how it was read, and remembers that for the summary. */
export class AnalysisBodies {
  readonly #reader = new PortfolioReader();
  readonly #options: ShowOptions;
  readonly #onRead: (file: string, report: PortfolioReport) => void;
  /** Without their bodies, by the id of the job. */
  readonly #reports = new Map<string, object>();

  constructor(options: ShowOptions, onRead: (file: string, report: PortfolioReport) => void) {
    this.#options = options;
    this.#onRead = onRead;
  }

  /** The values by which a file is split; undefined where it is one portfolio, or asks something first. */
  async partsOf(path: string): Promise<readonly string[] | undefined> {
    const { mapping, choices } = this.#options;
    if (mapping.splitBy === undefined || mapping.part !== undefined) return undefined;
    const reports = await this.#reader
      .reports({ path }, { name: shownPath(path), mapping, choices, wants: 'reports' })
      .catch(() => []); // it is read once more, and the job says what is wrong
    const parts = reports.flatMap(({ part }) => (part === undefined ? [] : [part]));
    return parts.length > 0 ? parts : undefined;
  }

  async bodyOf({ id, source = '', mapping: part }: AnalysisJob, signal: AbortSignal): Promise<JobBody> {
    const name = shownPath(source);
    const task = {
      name,
      mapping: { ...this.#options.mapping, ...part },
      choices: this.#options.choices,
      wants: 'bodies' as const,
    };
    const reports = await this.#reader.reports({ path: source }, task, { signal, onProgress: progressOf(name) });
    const [report] = reports;
    if (report === undefined) throw new AppError('file', `${name} holds no portfolio.`);
    if (!this.#reports.has(id)) this.#onRead(name, report);
    const { holdings, ...shown } = reportJson({ ...report }) as { readonly holdings: unknown };
    this.#reports.set(id, shown);
    return { ...bodyOf(name, reports), reading: readingOf(report) };
  }

  reportOf(id: string): object | undefined {
    return this.#reports.get(id);
  }

  dispose(): void {
    this.#reader.dispose();
  }
}

function readingOf({ sheet, scheme, scale, identifiers, weights, leftOutCounts, sum }: PortfolioReport): JobReading {
  const leftOut = Object.values(leftOutCounts).reduce((rows, count) => rows + count, 0);
  return { sheet, scheme, scale, identifiers, weights, leftOut, sum };
}
