import * as vscode from 'vscode';
import type { AnalysisJob } from '../../core/analysis/analysisJob.ts';
import type { JobQueue } from '../../core/analysis/jobQueue.ts';
import { AppError } from '../../core/appError.ts';
import type { Issued } from '../issued.ts';
import type { AnalysisNode } from './analysisNodes.ts';

/**
 * The jobs that a command is for. Commands are called with what the view Analyses holds, and anybody else may call them
 * too: only rows of ours count, and of those only the ids. What is shown and done is of the jobs as they are now.
 */
export class ChosenJobs {
  readonly #queue: JobQueue;
  readonly #issued: Issued;

  constructor(queue: JobQueue, issued: Issued) {
    this.#queue = queue;
    this.#issued = issued;
  }

  /** Rejects what is no row of one job. */
  one(row: unknown): AnalysisJob {
    const node = this.#node(row);
    if (node?.kind !== 'job') throw new AppError('usage', vscode.l10n.t('Choose an analysis in the view Analyses.'));
    const job = this.#queue.get(node.job.id);
    if (job !== undefined) return job;
    throw new AppError('usage', vscode.l10n.t('This analysis was deleted.'));
  }

  /** Of a batch, its jobs; of a selection, those of all its rows. */
  all(row: unknown, rows?: unknown): readonly AnalysisJob[] {
    const chosen: readonly unknown[] = Array.isArray(rows) && rows.length > 0 ? rows : [row];
    const ids = chosen.flatMap((one) => {
      const node = this.#node(one);
      if (node?.kind === 'job') return [node.job.id];
      return node?.kind === 'batch' ? node.jobs.map(({ id }) => id) : [];
    });
    return [...new Set(ids)].map((id) => this.#queue.get(id)).filter((job) => job !== undefined);
  }

  #node(row: unknown): AnalysisNode | undefined {
    return this.#issued.has(row) ? (row as AnalysisNode) : undefined;
  }
}
