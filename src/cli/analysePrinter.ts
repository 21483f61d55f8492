import { join } from 'node:path';
import { isOpen, type AnalysisJob } from '../core/analysis/analysisJob.ts';
import { toCsv } from '../core/analysis/csv.ts';
import { textTable } from '../core/analysis/textTable.ts';
import type { Redactor } from '../core/http/redactor.ts';
import { atomicWrite } from '../node/atomicWrite.ts';

interface PrinterOptions {
  readonly folder: string;
  readonly quiet: boolean;
  readonly redactor: Redactor;
  readonly total: number;
}

/** What happens goes to standard error, the summary to standard output and into the folder. */
export class AnalysePrinter {
  readonly #options: PrinterOptions;
  readonly #ended = new Set<string>();

  constructor(options: PrinterOptions) {
    this.#options = options;
  }

  changed(job: AnalysisJob): void {
    if (isOpen(job)) {
      this.#ended.delete(job.id);
      return;
    }
    if (this.#ended.has(job.id)) return;
    this.#ended.add(job.id);
    if (this.#options.quiet) return;
    const message = job.message === undefined ? '' : `: ${job.message}`;
    const line = `[${this.#ended.size}/${this.#options.total}] ${job.name}: ${job.state}${message}\n`;
    process.stderr.write(line);
  }

  async summary(jobs: readonly AnalysisJob[]): Promise<void> {
    const { folder, redactor } = this.#options;
    const header = ['portfolio', 'state', 'holdings', 'matched', 'metrics', 'external_id', 'message'];
    const rows = jobs.map((job) => [
      job.name,
      job.state,
      String(job.holdings ?? ''),
      job.result?.holdingsMatched ?? '',
      String(job.result?.metrics ?? ''),
      job.externalId,
      redactor.redact(job.message ?? ''),
    ]);
    await atomicWrite(join(folder, 'summary.csv'), toCsv(header, rows), { mode: 0o600 });
    const ready = jobs.filter(({ state }) => state === 'ready').length;
    const open = jobs.filter(isOpen).length;
    const shown =
      rows.length <= longestTable ? textTable([header.slice(0, 5), ...rows.map((row) => row.slice(0, 5))]) : '';
    const rest = open === 0 ? '' : ` ${open} to go on with: --resume.`;
    process.stdout.write(
      `${shown}${ready} of ${jobs.length} ready. Results and summary.csv are in ${folder}.${rest}\n`,
    );
  }
}

const longestTable = 100;
