import type * as vscode from 'vscode';
import { isOpen, type AnalysisJob } from '../../core/analysis/analysisJob.ts';
import type { JobQueue } from '../../core/analysis/jobQueue.ts';
import type { AnalysisResult } from '../../core/analysis/result.ts';
import { AppError } from '../../core/appError.ts';
import type { Accounts } from '../../core/auth/accounts.ts';
import { Disposables } from '../disposables.ts';
import type { Issued } from '../issued.ts';
import { toItem, toNodes, toTypeNodes, type AnalysisNode } from './analysisNodes.ts';

/** Often enough for seconds that run, and seldom enough for a batch of a thousand. */
const refreshMs = 1000;

export interface AnalysisTreePorts {
  readonly queue: JobQueue;
  readonly accounts: Accounts;
  readonly issued: Issued;
  readonly resultOf: (job: AnalysisJob) => Promise<AnalysisResult>;
  readonly refresh: () => void;
}

/** The view Analyses: batches, jobs, and below a finished job its metrics by type. */
export class AnalysisTree {
  readonly #queue: JobQueue;
  readonly #accounts: Accounts;
  readonly #issued: Issued;
  readonly #resultOf: (job: AnalysisJob) => Promise<AnalysisResult>;
  readonly #own = new Disposables();
  #isChanged = false;

  constructor({ queue, accounts, issued, resultOf, refresh }: AnalysisTreePorts) {
    this.#queue = queue;
    this.#accounts = accounts;
    this.#own.add(accounts.onDidChange(refresh));
    this.#issued = issued;
    this.#resultOf = resultOf;
    this.#own.add(
      queue.onDidChange(() => {
        this.#isChanged = true;
      }),
    );
    const timer = setInterval(() => {
      if (!this.#isChanged && !queue.jobs.some(isOpen)) return;
      this.#isChanged = false;
      refresh();
    }, refreshMs);
    this.#own.add({
      dispose: () => {
        clearInterval(timer);
      },
    });
  }

  async children(node?: AnalysisNode): Promise<AnalysisNode[]> {
    return (await this.#below(node)).map((one) => this.#issued.add(one));
  }

  async #below(node?: AnalysisNode): Promise<AnalysisNode[]> {
    if (node === undefined) return this.#roots();
    if (node.kind === 'batch') return node.jobs.map((job) => ({ kind: 'job', job }));
    if (node.kind === 'type') return node.metrics.map((metric) => ({ kind: 'metric', jobId: node.jobId, metric }));
    return node.kind === 'job' ? this.#metrics(node.job) : [];
  }

  item(node: AnalysisNode): vscode.TreeItem {
    return toItem(node, Date.now());
  }

  dispose(): void {
    this.#own.dispose();
  }

  /** Empty where nobody is signed in: then VS Code shows how to. */
  async #roots(): Promise<AnalysisNode[]> {
    const nodes = toNodes(this.#queue.jobs);
    if (nodes.length > 0 || (await this.#accounts.active()) === undefined) return nodes;
    return [{ kind: 'start' }];
  }

  async #metrics(job: AnalysisJob): Promise<AnalysisNode[]> {
    try {
      return toTypeNodes(job.id, (await this.#resultOf(job)).metrics);
    } catch (error) {
      if (error instanceof AppError) return [{ kind: 'note', text: error.message }];
      throw error;
    }
  }
}
