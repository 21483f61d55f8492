import * as vscode from 'vscode';
import type { AnalysisJob, JobPaths } from '../../core/analysis/analysisJob.ts';
import { createJobApi, pathsOf, requestsOf, type JobApi } from '../../core/analysis/jobApi.ts';
import { jobPollDefaults, type JobBody, type JobPorts } from '../../core/analysis/jobPorts.ts';
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
const acceptedKey = 'acceptedJobPaths';

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
        rename: (job) => this.#folder.rename(job),
        saveResult: async ({ id }, text) => {
          const { holdingsMatched, metrics } = parseResult(text);
          await this.#folder.saveResult(id, text); // as it came: it is redacted where it is shown
          return { holdingsMatched: holdingsMatched.text, metrics: metrics.length };
        },
      },
      transportOf: (job) => this.#transportOf(job),
      apiOf: (job) => this.#apiOf(job),
      newPaths: () => this.#newPaths(),
      bodyOf: (job) => this.#bodyOf(job),
      claim: ({ id }) => (vscode.workspace.isTrusted ? this.#folder.claim(id) : Promise.resolve(undefined)),
    };
  }

  /** As it was when the job was made, whatever folder is open now. */
  async #apiOf({ paths, origin }: AnalysisJob): Promise<JobApi> {
    return paths === undefined ? createJobApi(await this.#services.api.shipped(), origin) : requestsOf(paths, origin);
  }

  /** A folder may bring its own description: where that changes what is sent, the user is asked, once in the folder. */
  async #newPaths(): Promise<JobPaths> {
    const { api, context, report } = this.#services;
    const [shipped, own] = [pathsOf(await api.shipped()), pathsOf(await api.description())];
    const text = JSON.stringify(own);
    if (text === JSON.stringify(shipped) || context.workspaceState.get(acceptedKey) === text) return own;
    const question = vscode.l10n.t('Send analyses to the addresses of your own API description?');
    const detail = `${own.create.method} ${own.create.target}\nGET ${own.result.target}`;
    if (!(await report.confirm(question, vscode.l10n.t('Send'), detail))) throw new AppError('cancelled', 'Not sent.');
    await context.workspaceState.update(acceptedKey, text);
    return own;
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
    const api = await this.#apiOf(job);
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
    const uri = uriOf(source);
    const name = vscode.workspace.asRelativePath(uri);
    const task = { name, mapping, choices, wants: 'bodies' } as const;
    const read = bodyOf(name, await this.#reader.reports(await sourceOf(uri, name), task));
    if (bodyHash === undefined || hashOf(read.body) === bodyHash) return read;
    throw new AppError('file', vscode.l10n.t('{0} has changed since it was checked. Analyse it again.', name));
  }
}

/** A stored text may be anything. */
function uriOf(text: string): vscode.Uri {
  try {
    return vscode.Uri.parse(text, true);
  } catch (cause) {
    throw new AppError('file', vscode.l10n.t('The portfolio of this analysis is not known here.'), { cause });
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
