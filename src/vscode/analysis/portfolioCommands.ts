import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { isExternalId, isOpen, newExternalId, type AnalysisJob } from '../../core/analysis/analysisJob.ts';
import type { JobQueue } from '../../core/analysis/jobQueue.ts';
import { AppError } from '../../core/appError.ts';
import { hashOf } from '../../node/jobFolder.ts';
import type { Services } from '../services.ts';
import { BatchReview } from './batchReview.ts';
import { MappingMemory } from './mappingMemory.ts';
import { PortfolioReview } from './portfolioReview.ts';
import { portfolioUris } from './portfolioUris.ts';

const sameHoldingsMs = 3_600_000;

type NewJob = Pick<AnalysisJob, 'name'> & Partial<AnalysisJob>;
type Account = Pick<AnalysisJob, 'accountId' | 'accountLabel' | 'origin'>;

/** Whatever makes a job: a file, a folder of them, an earlier job, an external id. */
export class PortfolioCommands {
  readonly #services: Services;
  readonly #queue: JobQueue;
  readonly #open: (job: AnalysisJob) => void;
  readonly #memory: MappingMemory;

  constructor(services: Services, queue: JobQueue, open: (job: AnalysisJob) => void) {
    this.#services = services;
    this.#queue = queue;
    this.#open = open;
    this.#memory = new MappingMemory(services.context.globalState);
  }

  /** Files and folders from the explorer, else asks for them: one is looked at closely, more are a batch. */
  async analyse(uri?: unknown, uris?: unknown): Promise<void> {
    const files = await portfolioUris(uri, uris);
    const [first, ...others] = files;
    if (first === undefined) return;
    const account = await this.#account();
    if (others.length === 0) await this.#analyseOne(first, account);
    else await this.#analyseMany(files, account);
  }

  async openByExternalId(): Promise<void> {
    const account = await this.#account();
    const externalId = await vscode.window.showInputBox({
      title: vscode.l10n.t('Open Analysis by External Id'),
      prompt: vscode.l10n.t('The external id that the analysis was created with, here or elsewhere.'),
      ignoreFocusOut: true,
      validateInput: (text) =>
        isExternalId(text) ? undefined : vscode.l10n.t('Letters, digits, dashes and underscores, 100 at most.'),
    });
    if (externalId === undefined) return;
    const now = Date.now();
    await this.#add([{ name: externalId, externalId, state: 'waiting', submittedAt: now, ...account }]);
  }

  /** The same portfolio as it is now, as a new job. */
  async rerun(job: AnalysisJob): Promise<void> {
    const { name, source, mapping, repairs, accountId, accountLabel, origin } = job;
    if (source === undefined)
      throw new AppError('usage', vscode.l10n.t('{0} was made elsewhere: its portfolio is not known here.', name));
    const read = { ...(mapping === undefined ? {} : { mapping }), ...(repairs === undefined ? {} : { repairs }) };
    await this.#add([{ name, source, accountId, accountLabel, origin, ...read }]);
  }

  async #account(): Promise<Account> {
    const active = await this.#services.accounts.active();
    if (active !== undefined) return { accountId: active.id, accountLabel: active.label, origin: active.origin };
    throw new AppError(
      'not-signed-in',
      vscode.l10n.t('Sign in first, or start the sandbox: a portfolio is sent with an account.'),
    );
  }

  async #analyseOne(uri: vscode.Uri, account: Account): Promise<void> {
    const bytes = await vscode.workspace.fs.readFile(uri);
    const reviewed = await new PortfolioReview(uri, bytes, this.#memory, this.#services.virtualDocuments).run();
    if (reviewed === undefined) return;
    const { body, ...job } = reviewed;
    const bodyHash = hashOf(body);
    if (await this.#offerExisting(bodyHash, account.accountId)) return;
    await this.#add([{ ...job, ...account, bodyHash, source: uri.toString() }]);
  }

  async #analyseMany(uris: readonly vscode.Uri[], account: Account): Promise<void> {
    const reviewed = await new BatchReview(uris, this.#memory, this.#services.virtualDocuments).run();
    if (reviewed === undefined) return;
    const batch = `${reviewed.name} · ${new Date().toLocaleString(vscode.env.language)}`;
    await this.#add(
      reviewed.portfolios.map(({ body, ...job }) => ({ ...job, ...account, batch, bodyHash: hashOf(body) })),
    );
  }

  /** True where the user takes the result that is there instead of sending the same once more. */
  async #offerExisting(bodyHash: string, accountId: string): Promise<boolean> {
    const since = Date.now() - sameHoldingsMs;
    const existing = this.#queue.jobs.findLast(
      (job) =>
        job.bodyHash === bodyHash &&
        job.accountId === accountId &&
        job.createdAt > since &&
        (job.state === 'ready' || isOpen(job)),
    );
    if (existing === undefined) return false;
    const minutes = Math.round((Date.now() - existing.createdAt) / 60_000);
    const open = existing.state === 'ready' ? vscode.l10n.t('Open Result') : vscode.l10n.t('Wait for It');
    const again = vscode.l10n.t('Send Again');
    const question =
      minutes < 1
        ? vscode.l10n.t('The same holdings were sent as "{0}" a moment ago.', existing.name)
        : vscode.l10n.t('The same holdings were sent as "{0}" {1} min ago.', existing.name, minutes);
    const answer = await vscode.window.showInformationMessage(question, { modal: true }, open, again);
    if (answer === open && existing.state === 'ready') this.#open(existing);
    return answer !== again;
  }

  async #add(jobs: readonly NewJob[]): Promise<void> {
    const createdAt = Date.now();
    const whole = jobs.map((job): AnalysisJob => {
      const id = randomUUID();
      const own = { accountId: '', accountLabel: '', origin: '', externalId: newExternalId(job.name, createdAt, id) };
      return { version: 1, id, state: 'queued', createdAt, attempts: 0, ...own, ...job };
    });
    await this.#queue.add(whole);
    await vscode.commands.executeCommand('matter.analyses.focus');
  }
}
