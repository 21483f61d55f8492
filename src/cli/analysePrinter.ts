import { join } from 'node:path';
import { isOpen, type AnalysisJob } from '../core/analysis/analysisJob.ts';
import { toCsv } from '../core/analysis/csv.ts';
import { textTable } from '../core/analysis/textTable.ts';
import type { Redactor } from '../core/http/redactor.ts';
import type { PortfolioReport } from '../core/portfolio/portfolioReport.ts';
import { reportLines } from '../core/portfolio/reportText.ts';
import { shortNumber } from '../core/portfolio/shortNumber.ts';
import { atomicWrite } from '../node/atomicWrite.ts';

interface PrinterOptions {
  readonly folder: string;
  readonly quiet: boolean;
  readonly redactor: Redactor;
}

/** What happens goes to standard error, the summary to standard output and into the folder. */
export class AnalysePrinter {
  readonly #options: PrinterOptions;
  readonly #ended = new Set<string>();
  /** How many there are in all. */
  total = 0;

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
    process.stderr.write(`[${this.#ended.size}/${this.total}] ${job.name}: ${job.state}${message}\n`);
  }

  /** How a portfolio was read, when it is sent: the same words as those of `matter check`. */
  read(file: string, report: PortfolioReport): void {
    if (this.#options.quiet) return;
    const lines = reportLines(file, report);
    const shown =
      lines.length > longestReport
        ? [...lines.slice(0, longestReport - 1), `${file}: and more: see "matter check".`, ...lines.slice(-1)]
        : lines;
    process.stderr.write(shown.map((line) => `${line}\n`).join(''));
  }

  async summary(jobs: readonly AnalysisJob[], reportOf: (id: string) => object | undefined): Promise<void> {
    const { folder, redactor } = this.#options;
    const header = ['portfolio', 'state', 'holdings', 'matched', 'metrics', 'external_id', ...readingHeader, 'message'];
    const rows = jobs.map((job) => [
      job.name,
      job.state,
      String(job.holdings ?? ''),
      job.result?.holdingsMatched ?? '',
      String(job.result?.metrics ?? ''),
      job.externalId,
      ...readingCells(job),
      redactor.redact(job.message ?? ''),
    ]);
    await atomicWrite(join(folder, 'summary.csv'), toCsv(header, rows), { mode: 0o600 });
    const whole = jobs.map(({ id, name, state, externalId, source, holdings, reading, result, message }) => ({
      ...{ portfolio: name, state, external_id: externalId, source, holdings, reading, result, message },
      report: reportOf(id),
    }));
    await atomicWrite(join(folder, 'summary.json'), `${redactor.redact(JSON.stringify(whole, undefined, 2))}\n`, {
      mode: 0o600,
    });
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
const longestReport = 30;
const readingHeader = ['left_out', 'sum', 'scheme', 'scale', 'identifiers', 'weights', 'sheet'];

function readingCells({ reading }: AnalysisJob): readonly string[] {
  if (reading === undefined) return readingHeader.map(() => '');
  const { leftOut, sum, scheme, scale, identifiers, weights, sheet } = reading;
  return [String(leftOut), shortNumber(sum), scheme, scale, identifiers, weights, sheet];
}
