import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { isExternalId, isOpen, newExternalId, type AnalysisJob } from '../../core/analysis/analysisJob.ts';
import type { JobQueue } from '../../core/analysis/jobQueue.ts';
import { AppError } from '../../core/appError.ts';
import { enterText } from '../dialogs.ts';
import type { Services } from '../services.ts';
import { refuseUntrusted } from '../trust.ts';
import { portfolioUris } from './portfolioUris.ts';
import { portfolioName } from './reviewedFile.ts';
import type { SubmitOptions, SubmittedFile } from './submittedFile.ts';

const sameHoldingsMs = 3_600_000;

type NewJob = Pick<AnalysisJob, 'name'> & Partial<AnalysisJob>;
type Account = Pick<AnalysisJob, 'accountId' | 'accountLabel' | 'origin'>;

/** Whatever makes a job: a file, a folder of them, an earlier job, an external id. */
export class PortfolioCommands {
  readonly #services: Services;
  readonly #queue: JobQueue;
  readonly #open: (job: AnalysisJob) => void;
  readonly #review: (files: readonly vscode.Uri[]) => Promise<void>;

  /** `open` shows a result, `review` the page where one file or several are looked at before they are sent. */
  constructor(
    services: Services,
    queue: JobQueue,
    open: (job: AnalysisJob) => void,
    review: (files: readonly vscode.Uri[]) => Promise<void>,
  ) {
    this.#services = services;
    this.#queue = queue;
    this.#open = open;
    this.#review = review;
  }

  /** Files and folders from the explorer, the file that is looked at, else asks for them. */
  async analyse(uri?: unknown, uris?: unknown): Promise<void> {
    const files = await portfolioUris(uri, uris);
    if (files.length > 0) await this.#review(files);
  }

  /** False where the user takes the result that is there instead of sending the same once more. */
  async submit(files: readonly SubmittedFile[], { repairs, externalId }: SubmitOptions): Promise<boolean> {
    refuseUntrusted();
    const account = await this.#account();
    const jobs = files.flatMap(({ uri, submissions }) =>
      submissions.map(({ part, mapping, bodyHash, holdings }) => ({
        name: part === undefined ? portfolioName(uri) : `${portfolioName(uri)} · ${part}`,
        ...{ source: uri.toString(), mapping, repairs, bodyHash, holdings, ...account },
      })),
    );
    const [first, ...others] = jobs;
    if (first === undefined) throw new AppError('usage', vscode.l10n.t('There is nothing to send.'));
    if (others.length === 0) {
      if (await this.#offerExisting(first.bodyHash, account.accountId)) return false;
      await this.#add([{ ...first, ...(externalId === undefined ? {} : { externalId }) }]);
      return true;
    }
    const batch = `${batchName(files)} · ${new Date().toLocaleString(vscode.env.language)}`;
    await this.#add(jobs.map((job) => ({ ...job, batch })));
    return true;
  }

  async openByExternalId(): Promise<void> {
    const account = await this.#account();
    const externalId = await enterText({
      title: vscode.l10n.t('Open Analysis by External Id'),
      prompt: vscode.l10n.t('The external id that the analysis was created with, here or elsewhere.'),
      ignoreFocusOut: true,
      validate: (text) =>
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
    const answer = await this.#services.report.choose(question, open, again);
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

/** Of a file that is split its name, else that of the folder of the first. */
function batchName([first, ...others]: readonly SubmittedFile[]): string {
  if (first === undefined) return '';
  return others.length === 0 ? portfolioName(first.uri) : (first.uri.path.split('/').at(-2) ?? '');
}
