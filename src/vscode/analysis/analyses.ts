import * as vscode from 'vscode';
import { isOpen, type AnalysisJob } from '../../core/analysis/analysisJob.ts';
import { JobQueue } from '../../core/analysis/jobQueue.ts';
import { parseResult, type AnalysisResult } from '../../core/analysis/result.ts';
import { AppError } from '../../core/appError.ts';
import { JobFolder } from '../../node/jobFolder.ts';
import { Disposables } from '../disposables.ts';
import { plainText } from '../plainText.ts';
import type { Services } from '../services.ts';
import { jobOf, jobsOf, type AnalysisNode } from './analysisNodes.ts';
import { AnalysisTree } from './analysisTree.ts';
import { showSummary } from './batchSummary.ts';
import { JobAccess } from './jobAccess.ts';
import { MappingMemory } from './mappingMemory.ts';
import { PortfolioCommands } from './portfolioCommands.ts';
import { notifyWhenReady } from './readyNotices.ts';
import { ResultPanels } from './resultPanels.ts';
import { Reviews } from './reviews.ts';

const takeOverMs = 5000;

/** Jobs of all windows, and what the user does with them. */
export class Analyses {
  readonly #services: Services;
  readonly #folder: JobFolder;
  readonly #queue: JobQueue;
  readonly #panels: ResultPanels;
  readonly #tree: AnalysisTree;
  readonly #access: JobAccess;
  readonly portfolios: PortfolioCommands;
  readonly reviews: Reviews;
  readonly #own = new Disposables();

  private constructor(services: Services, path: string, onDidChange: () => void) {
    this.#services = services;
    this.#folder = new JobFolder(path);
    this.#access = this.#own.add(new JobAccess(services, this.#folder));
    this.#queue = this.#own.add(new JobQueue(this.#access.jobPorts()));
    this.#panels = this.#own.add(
      new ResultPanels({
        extensionUri: services.context.extensionUri,
        report: services.report,
        jobOf: (id) => this.#queue.get(id),
        textOf: (job) => this.#access.resultText(job),
      }),
    );
    const resultOf = async (job: AnalysisJob): Promise<AnalysisResult> =>
      parseResult(await this.#access.resultText(job));
    this.#tree = this.#own.add(new AnalysisTree(this.#queue, services.accounts, resultOf, onDidChange));
    const open = (job: AnalysisJob): void => {
      this.#panels.open([job]);
    };
    this.portfolios = new PortfolioCommands(services, this.#queue, open, (files) => this.reviews.open(files));
    this.reviews = this.#own.add(
      new Reviews({
        services,
        memory: new MappingMemory(services.context.globalState),
        submit: (files, options) => this.portfolios.submit(files, options),
      }),
    );
    this.#own.add(this.#queue.onDidChange(notifyWhenReady(open)));
  }

  /** With what is stored; open jobs go on. */
  static async create(services: Services, path: string, onDidChange: () => void): Promise<Analyses> {
    const analyses = new Analyses(services, path, onDidChange);
    try {
      await analyses.#start();
    } catch (error) {
      analyses.dispose();
      throw error;
    }
    return analyses;
  }

  children(node?: AnalysisNode): Promise<AnalysisNode[]> {
    return this.#tree.children(node);
  }

  item(node: AnalysisNode): vscode.TreeItem {
    return this.#tree.item(node);
  }

  restore(panel: vscode.WebviewPanel, state: unknown): void {
    this.#panels.restore(panel, state);
  }

  open(node: unknown): void {
    const job = this.#known(node);
    if (job.state !== 'ready') throw new AppError('usage', vscode.l10n.t('{0} has no result yet.', job.name));
    this.#panels.open([job]);
  }

  async compare(node: unknown, nodes: unknown): Promise<void> {
    const chosen = jobsOf(node, nodes).filter(({ state }) => state === 'ready');
    const jobs = chosen.length >= 2 ? chosen : await this.#pickOthers(chosen);
    // The oldest is what the others are measured against.
    if (jobs.length >= 2) this.#panels.open(jobs.toSorted((a, b) => a.createdAt - b.createdAt));
  }

  async stop(node: unknown): Promise<void> {
    await Promise.all(
      jobsOf(node, undefined)
        .filter(isOpen)
        .map(({ id }) => this.#queue.stop(id)),
    );
  }

  async resume(node: unknown): Promise<void> {
    for (const { id } of jobsOf(node, undefined)) {
      if (this.#queue.get(id)?.state !== 'ready') await this.#queue.resume(id);
    }
  }

  async rerun(node: unknown): Promise<void> {
    await this.portfolios.rerun(this.#known(node));
  }

  async rename(node: unknown): Promise<void> {
    const job = this.#known(node);
    const title = vscode.l10n.t('Rename Analysis');
    const name = (await vscode.window.showInputBox({ title, value: job.name, ignoreFocusOut: true }))?.trim();
    if (name === undefined || name === '') return;
    await this.#queue.rename(job.id, name);
  }

  async copyId(node: unknown): Promise<void> {
    await vscode.env.clipboard.writeText(this.#known(node).externalId);
  }

  async remove(node: unknown, nodes: unknown): Promise<void> {
    const jobs = jobsOf(node, nodes);
    const [first] = jobs;
    if (first === undefined) throw new AppError('usage', vscode.l10n.t('Choose an analysis in the view Analyses.'));
    const yes = vscode.l10n.t('Delete');
    const question =
      jobs.length === 1
        ? vscode.l10n.t('Delete {0} and its result from this computer?', plainText(first.name))
        : vscode.l10n.t('Delete {0} analyses and their results from this computer?', jobs.length);
    const detail = vscode.l10n.t('The Matter API keeps what it has.');
    if ((await vscode.window.showWarningMessage(question, { modal: true, detail }, yes)) !== yes) return;
    for (const { id } of jobs) {
      await this.#queue.forget(id);
      await this.#folder.remove(id);
    }
  }

  async summary(node: unknown): Promise<void> {
    await showSummary(
      this.#services.virtualDocuments,
      jobsOf(node, undefined)
        .map(({ id }) => this.#queue.get(id))
        .filter((job) => job !== undefined),
    );
  }

  dispose(): void {
    this.#own.dispose();
  }

  async #start(): Promise<void> {
    const changed = async (ids: readonly string[]): Promise<void> => {
      const jobs = await this.#folder.read(ids);
      for (const id of ids) if (!(await this.#folder.has(id))) await this.#queue.forget(id);
      this.#queue.put(jobs.filter((job) => !this.#folder.isOwn(job)));
    };
    this.#own.add(
      await this.#folder.watch(
        (ids) =>
          void changed(ids).catch((error: unknown) => {
            this.#services.report.quiet(error);
          }),
      ),
    );
    this.#queue.put(await this.#folder.read());
    const timer = setInterval(() => {
      this.#queue.takeOver();
    }, takeOverMs);
    this.#own.add({
      dispose: () => {
        clearInterval(timer);
      },
    });
  }

  async #pickOthers(chosen: readonly AnalysisJob[]): Promise<readonly AnalysisJob[]> {
    const ids = new Set(chosen.map(({ id }) => id));
    const ready = this.#queue.jobs.filter(({ state }) => state === 'ready').reverse();
    if (ready.length < 2)
      throw new AppError('usage', vscode.l10n.t('A comparison needs two results. Analyse another portfolio first.'));
    const items = ready
      .filter(({ id }) => !ids.has(id))
      .map((job) => ({
        label: plainText(job.name),
        description: new Date(job.createdAt).toLocaleString(vscode.env.language),
        detail: job.externalId,
        job,
      }));
    const title = vscode.l10n.t('Compare With');
    const picked = await vscode.window.showQuickPick(items, { title, canPickMany: true, ignoreFocusOut: true });
    return [...chosen, ...(picked ?? []).map(({ job }) => job)];
  }

  #known(node: unknown): AnalysisJob {
    const job = this.#queue.get(jobOf(node).id);
    if (job !== undefined) return job;
    throw new AppError('usage', vscode.l10n.t('This analysis was deleted.'));
  }
}
