import * as vscode from 'vscode';
import type { AnalysisJob } from '../../core/analysis/analysisJob.ts';
import { createJobApi } from '../../core/analysis/jobApi.ts';
import { jobPollDefaults, type JobBody, type JobPorts } from '../../core/analysis/jobQueue.ts';
import { bodyOf } from '../../core/portfolio/holdingsBody.ts';
import { parseResult } from '../../core/analysis/result.ts';
import { readResultText, refuseTruncated } from '../../core/analysis/resultText.ts';
import { AppError } from '../../core/appError.ts';
import type { Transport } from '../../core/http/transport.ts';
import { hashOf, type JobFolder } from '../../node/jobFolder.ts';
import { PortfolioReader, type PortfolioSource } from '../../node/portfolioReader.ts';
import { systemClock } from '../../node/systemClock.ts';
import { settings } from '../settings.ts';
import type { Services } from '../services.ts';

const concurrency = 8;

/** What jobs need of VS Code: the account's transport, the portfolio, a place for what came. */
export class JobAccess {
  readonly #services: Services;
  readonly #folder: JobFolder;
  readonly #reader = new PortfolioReader();

  constructor(services: Services, folder: JobFolder) {
    this.#services = services;
    this.#folder = folder;
  }

  jobPorts(): JobPorts {
    const { redactor } = this.#services;
    return {
      clock: systemClock,
      redactor,
      concurrency,
      poll: () => ({ ...jobPollDefaults, timeoutMs: settings.analysisTimeoutMs() }),
      store: {
        save: (job) => this.#folder.save(job),
        saveResult: async ({ id }, text) => {
          const { holdingsMatched, metrics } = parseResult(text);
          await this.#folder.saveResult(id, text);
          return { holdingsMatched: holdingsMatched.text, metrics: metrics.length };
        },
      },
      transportOf: (job) => this.#transportOf(job),
      apiOf: async ({ origin }) => createJobApi(await this.#services.api.description(), origin),
      bodyOf: (job) => this.#bodyOf(job),
      claim: ({ id }) => (vscode.workspace.isTrusted ? this.#folder.claim(id) : Promise.resolve(undefined)),
    };
  }

  /** The account's own, else that of one with its name and address: of a user who signed in again. */
  async #transportOf({ accountId, accountLabel, origin }: AnalysisJob): Promise<Transport> {
    const { accounts } = this.#services;
    const own = (await accounts.list()).filter((account) => account.origin === origin);
    const account = own.find(({ id }) => id === accountId) ?? own.find(({ label }) => label === accountLabel);
    if (account !== undefined) return (await this.#services.accounts.client(account.id)).transport;
    throw new AppError(
      'not-signed-in',
      vscode.l10n.t(
        'The account "{0}" is signed out. Sign in with the same name, then resume the analysis.',
        accountLabel,
      ),
    );
  }

  /** Of this window or of an earlier one; else asked for again, as the API keeps it. */
  async resultText(job: AnalysisJob): Promise<string> {
    const stored = await this.#folder.readResult(job.id);
    if (stored !== undefined) return stored;
    const api = createJobApi(await this.#services.api.description(), job.origin);
    const response = await (await this.#transportOf(job)).send(api.result(job.externalId));
    const text = await readResultText(refuseTruncated(response), api);
    await this.#folder.saveResult(job.id, text);
    return text;
  }

  dispose(): void {
    this.#reader.dispose();
  }

  async #bodyOf({ source, mapping = {}, repairs: choices = {}, bodyHash }: AnalysisJob): Promise<JobBody> {
    if (source === undefined)
      throw new AppError('file', vscode.l10n.t('The portfolio of this analysis is not known here.'));
    const uri = vscode.Uri.parse(source);
    const name = vscode.workspace.asRelativePath(uri);
    const task = { name, mapping, choices, wants: 'bodies' } as const;
    const read = bodyOf(name, await this.#reader.reports(await sourceOf(uri, name), task));
    if (bodyHash === undefined || hashOf(read.body) === bodyHash) return read;
    throw new AppError('file', vscode.l10n.t('{0} has changed since it was checked. Analyse it again.', name));
  }
}

/** A file of this computer is read by the thread itself. */
async function sourceOf(uri: vscode.Uri, name: string): Promise<PortfolioSource> {
  try {
    await vscode.workspace.fs.stat(uri);
    if (uri.scheme === 'file') return { path: uri.fsPath };
    return { bytes: new Uint8Array(await vscode.workspace.fs.readFile(uri)) };
  } catch (cause) {
    throw new AppError('file', vscode.l10n.t('{0} is no longer there.', name), { cause });
  }
}
