import * as vscode from 'vscode';
import { AppError } from '../../core/appError.ts';
import { runAll, tagsOf, withTags, type Outcome } from '../../core/run/runAll.ts';
import type { RequestNode } from '../../core/syntax/nodes.ts';
import { displayName } from '../../core/syntax/requestIdentity.ts';
import type { MatterTree } from '../../core/syntax/tree.ts';
import { ignoredGlob } from '../../node/ignoredFolders.ts';
import type { Services } from '../services.ts';
import type { DocumentRuns } from './documentRuns.ts';
import { outcomeText } from './outcomeText.ts';
import { pollText, type CancellableWork } from './progress.ts';
import { pickOne } from '../dialogs.ts';
import { openRequestFile } from '../openDocument.ts';
import type { SendConsent } from './sendConsent.ts';
import { logLine, type SendPorts } from './sendCommands.ts';

/** Of the view Requests. */
interface RequestsFile {
  readonly uri: vscode.Uri;
}

interface Batch {
  readonly document: vscode.TextDocument;
  readonly tree: MatterTree;
  readonly requests: readonly RequestNode[];
}

interface Done extends Pick<Batch, 'document'> {
  readonly outcome: Outcome;
}

const fileLimit = 500;

/** Sends many requests in their order, as `matter run` does: of files, of folders, of a selection, with a tag. */
export class RunAllCommands {
  readonly #services: Services;
  readonly #runs: DocumentRuns;
  readonly #work: CancellableWork;
  readonly #consent: SendConsent;

  constructor(ports: Omit<SendPorts, 'responses'>) {
    this.#services = ports.services;
    this.#runs = ports.runs;
    this.#work = ports.work;
    this.#consent = ports.consent;
  }

  /** Of the files and folders chosen in the Explorer or the view Requests; else of the file in the editor. */
  readonly runAll = async (uri?: unknown, uris?: unknown): Promise<void> => {
    const { issued } = this.#services;
    const given = Array.isArray(uris) && uris.length > 0 ? (uris as readonly unknown[]) : [uri];
    const own = given.flatMap((one) => (issued.has(one) ? [(one as RequestsFile).uri] : []));
    const named = given.filter((one) => one instanceof vscode.Uri);
    const chosen = [...own, ...named];
    const active = vscode.window.activeTextEditor?.document.uri.toString();
    const isGesture = named.every((one) => one.toString() === active);
    const files = (await Promise.all((chosen.length > 0 ? chosen : [activeDocument().uri]).map(matterFiles))).flat();
    await this.#run(await this.#batches(files), isGesture);
  };

  /** The requests that the selection touches. */
  readonly runSelection = async (): Promise<void> => {
    const document = activeDocument();
    const selections = vscode.window.activeTextEditor?.selections ?? [];
    const isSelected = ({ span }: RequestNode): boolean =>
      selections.some(({ start, end }) => document.offsetAt(start) < span.end && document.offsetAt(end) >= span.start);
    const tree = this.#services.documents.tree(document);
    await this.#run([{ document, tree, requests: tree.requests.filter(isSelected) }], true);
  };

  /** The requests of the workspace with a tag, which is asked for unless it is given. */
  readonly runTag = async (tag?: unknown): Promise<void> => {
    const files = await vscode.workspace.findFiles('**/*.matter', ignoredGlob, fileLimit);
    const all = await this.#batches(files);
    const tags = [...new Set(all.flatMap(({ tree, requests }) => requests.flatMap((one) => tagsOf(tree, one))))].sort();
    if (tags.length === 0)
      throw new AppError('usage', vscode.l10n.t('No request has a tag. Add "# @tag name" above a request line.'));
    const isGiven = typeof tag === 'string';
    const title = vscode.l10n.t('Send the Requests with Which Tag?');
    const choices = tags.map((label) => ({ label }));
    const picked = isGiven ? tag : (await pickOne(choices, { title }))?.label;
    if (picked === undefined) return;
    const tagged = all.map((batch) => ({ ...batch, requests: withTags(batch.tree, batch.requests, [picked]) }));
    await this.#run(
      tagged.filter(({ requests }) => requests.length > 0),
      !isGiven,
    );
  };

  async #batches(files: readonly vscode.Uri[]): Promise<readonly Batch[]> {
    const batches: Batch[] = [];
    for (const file of files) {
      const document = await openRequestFile(file);
      const tree = this.#services.documents.tree(document);
      batches.push({ document, tree, requests: tree.requests });
    }
    return batches;
  }

  async #run(batches: readonly Batch[], isGesture: boolean): Promise<void> {
    const count = batches.reduce((sum, { requests }) => sum + requests.length, 0);
    if (count === 0) throw new AppError('usage', vscode.l10n.t('There is no request to send here.'));
    const what = count === 1 ? vscode.l10n.t('1 request') : vscode.l10n.t('{0} requests', count);
    await this.#consent.require(
      batches.map(({ document }) => document),
      isGesture,
      what,
    );
    const done: Done[] = [];
    const title = vscode.l10n.t('Sending {0}', what);
    try {
      await this.#work.run(title, async (signal, report) => {
        for (const batch of batches) await this.#runBatch(batch, done, signal, report);
      });
    } finally {
      // Cancelled or not: what was sent is told.
      if (done.length > 0) this.#tell(done, count);
    }
  }

  async #runBatch(
    { document, tree, requests }: Batch,
    done: Done[],
    signal: AbortSignal,
    report: (message: string) => void,
  ): Promise<void> {
    const { accounts, log } = this.#services;
    await runAll(await this.#runs.runner(document, tree, await accounts.client()), requests, {
      signal,
      parallel: 1,
      bail: false,
      onStart: (request) => {
        report(displayName(request));
      },
      onProgress: (request, progress) => {
        report(`${displayName(request)}: ${pollText(progress)}`);
      },
      onExchange: (request, exchange) => {
        this.#runs.record(document, tree, request, exchange);
        log.info(logLine(exchange));
      },
      onOutcome: (outcome) => {
        done.push({ document, outcome });
      },
    });
  }

  /** Does not wait for the user. */
  #tell(done: readonly Done[], count: number): void {
    const failed = done.filter(({ outcome }) => outcome.kind !== 'passed').length;
    const text = vscode.l10n.t('{0} of {1} requests passed.', done.length - failed, count);
    const showReport = vscode.l10n.t('Show Report');
    const { report } = this.#services;
    const answer = failed === 0 ? report.information(text, showReport) : report.warning(text, showReport);
    void answer.then(async (chosen) => {
      if (chosen !== undefined) await this.#showReport(text, done);
    });
  }

  async #showReport(title: string, done: readonly Done[]): Promise<void> {
    const { virtualDocuments, redactor } = this.#services;
    const lines = done.map(({ document, outcome }, index) => {
      const isFirst = done[index - 1]?.document !== document;
      const head = isFirst ? `${index === 0 ? '' : '\n'}${vscode.workspace.asRelativePath(document.uri)}\n` : '';
      return `${head}${outcomeText(outcome)}`;
    });
    const text = (): string => redactor.redact(`${lines.join('\n')}\n`);
    await virtualDocuments.show(virtualDocuments.add(title.replace(/\.$/, ''), 'txt', text));
  }
}

function activeDocument(): vscode.TextDocument {
  const document = vscode.window.activeTextEditor?.document;
  if (document?.languageId === 'matter') return document;
  throw new AppError('usage', vscode.l10n.t('Open a .matter file first.'));
}

/** False for what is none, and for what is not there: to open it says so. */
async function isDirectory(uri: vscode.Uri): Promise<boolean> {
  try {
    return (await vscode.workspace.fs.stat(uri)).type === vscode.FileType.Directory;
  } catch {
    return false;
  }
}

/** The file, or the files below the folder in the order of their names. */
async function matterFiles(uri: vscode.Uri): Promise<readonly vscode.Uri[]> {
  if (!(await isDirectory(uri))) return [uri];
  const pattern = new vscode.RelativePattern(uri, '**/*.matter');
  const files = await vscode.workspace.findFiles(pattern, ignoredGlob, fileLimit);
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}
