import * as vscode from 'vscode';
import type { Redactor } from '../../core/http/redactor.ts';
import { isFailed } from '../../core/run/exchange.ts';
import { runAll, type Outcome } from '../../core/run/runAll.ts';
import { assertDirective } from '../../core/directives/assert.ts';
import type { RequestNode } from '../../core/syntax/nodes.ts';
import { displayName, requestKey } from '../../core/syntax/requestIdentity.ts';
import { Disposables } from '../disposables.ts';
import { toRange } from '../matterDocuments.ts';
import { refuseUntrusted } from '../trust.ts';
import { ignoredGlob } from '../../node/ignoredFolders.ts';
import { toPlainText } from '../../core/plainText.ts';
import { testItem, testMessage, testOutput, toLabel } from '../labels.ts';
import { openRequestFile } from '../openDocument.ts';
import type { Services } from '../services.ts';
import type { DocumentRuns } from './documentRuns.ts';
import { logLine } from './sendCommands.ts';
import { assertionText, outcomeText } from './outcomeText.ts';

const limit = 500;

/** The Test Explorer: every request that asserts, by file; a run sends them as `matter run` does. */
export class TestExplorer {
  readonly #services: Services;
  readonly #runs: DocumentRuns;
  readonly #disposables = new Disposables();
  readonly #controller = this.#disposables.add(vscode.tests.createTestController('matter', 'Matter'));

  constructor(services: Services, runs: DocumentRuns) {
    this.#services = services;
    this.#runs = runs;
    this.#controller.resolveHandler = (item) => (item === undefined ? this.#discover() : this.#resolve(item));
    this.#controller.refreshHandler = () => this.#discover();
    const run = (request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> =>
      services.report.plainly(() => this.#run(request, token));
    this.#disposables.add(
      this.#controller.createRunProfile(vscode.l10n.t('Send'), vscode.TestRunProfileKind.Run, run, true),
    );
    this.#disposables.add(vscode.workspace.onDidSaveTextDocument((document) => this.#update(document)));
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  async #discover(): Promise<void> {
    const uris = await vscode.workspace.findFiles('**/*.matter', ignoredGlob, limit);
    for (const uri of uris) await this.#resolve(this.#fileItem(uri));
  }

  #fileItem(uri: vscode.Uri): vscode.TestItem {
    const id = uri.toString();
    const known = this.#controller.items.get(id);
    if (known !== undefined) return known;
    const item = testItem(this.#controller, id, vscode.workspace.asRelativePath(uri), uri);
    item.canResolveChildren = true;
    this.#controller.items.add(item);
    return item;
  }

  async #resolve(item: vscode.TestItem): Promise<void> {
    if (item.uri === undefined) return;
    try {
      this.#fill(item, await openRequestFile(item.uri));
    } catch (error) {
      item.error = toLabel(error instanceof Error ? error.message : ''); // VS Code shows it below the file; the others go on
    }
  }

  #update(document: vscode.TextDocument): void {
    if (document.languageId === 'matter' && document.uri.scheme === 'file')
      this.#fill(this.#fileItem(document.uri), document);
  }

  #fill(item: vscode.TestItem, document: vscode.TextDocument): void {
    const tree = this.#services.documents.tree(document);
    const asserting = tree.requests.filter(({ directives }) =>
      directives.some(({ word }) => word === assertDirective.word),
    );
    if (asserting.length === 0) {
      this.#controller.items.delete(item.id);
      return;
    }
    item.children.replace(
      asserting.map((request) => {
        const id = `${item.id}#${requestKey(tree, request)}`;
        const child = testItem(this.#controller, id, displayName(request), document.uri);
        child.range = toRange(document, request.lineSpan);
        return child;
      }),
    );
  }

  async #run(request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> {
    refuseUntrusted();
    const run = this.#controller.createTestRun(request);
    const controller = new AbortController();
    const subscription = token.onCancellationRequested(() => {
      controller.abort();
    });
    try {
      for (const file of await this.#filesOf(request)) await this.#runFile(file, request, run, controller.signal);
    } finally {
      subscription.dispose();
      run.end();
    }
  }

  /** The file items of what was asked for; all where nothing is named. */
  async #filesOf({ include }: vscode.TestRunRequest): Promise<ReadonlySet<vscode.TestItem>> {
    if (include !== undefined) return new Set(include.map((item) => item.parent ?? item));
    await this.#discover();
    return new Set([...this.#controller.items].map(([, item]) => item));
  }

  async #runFile(
    file: vscode.TestItem,
    { include, exclude }: vscode.TestRunRequest,
    run: vscode.TestRun,
    signal: AbortSignal,
  ): Promise<void> {
    if (file.uri === undefined) return;
    const document = await openRequestFile(file.uri);
    this.#fill(file, document);
    const tree = this.#services.documents.tree(document);
    const items = new Map([...file.children].map(([id, item]) => [id, item]));
    const isWanted = (item: vscode.TestItem | undefined): boolean =>
      item !== undefined &&
      (include === undefined || include.some(({ id }) => id === item.id || id === file.id)) &&
      exclude?.some(({ id }) => id === item.id) !== true;
    const itemOf = (request: RequestNode): vscode.TestItem | undefined =>
      items.get(`${file.id}#${requestKey(tree, request)}`);
    const requests = tree.requests.filter((request) => isWanted(itemOf(request)));
    const { accounts, log, redactor } = this.#services;
    await runAll(await this.#runs.runner(document, tree, await accounts.client()), requests, {
      signal,
      parallel: 1,
      bail: false,
      onStart: (node) => {
        const item = itemOf(node);
        if (item !== undefined) run.started(item);
      },
      onExchange: (node, exchange) => {
        this.#runs.record(document, tree, node, exchange);
        log.info(logLine(exchange));
      },
      onOutcome: (outcome) => {
        const item = itemOf(outcome.request);
        if (item !== undefined) report({ run, item, document, outcome, redactor });
      },
    });
  }
}

interface Report {
  readonly redactor: Redactor;
  readonly run: vscode.TestRun;
  readonly item: vscode.TestItem;
  readonly document: vscode.TextDocument;
  readonly outcome: Outcome;
}

function report({ run, item, document, outcome, redactor }: Report): void {
  const shown = (text: string): string => redactor.redact(toPlainText(text));
  testOutput(run, shown(outcomeText(outcome)), item);
  if ('error' in outcome) {
    if (outcome.kind === 'skipped') run.skipped(item);
    else run.errored(item, testMessage(shown(outcome.error.message)));
    return;
  }
  const { exchange } = outcome;
  const { status, timings } = exchange.response;
  if (!isFailed(exchange)) {
    run.passed(item, timings.totalMs);
    return;
  }
  const failed = exchange.assertions.filter(({ passed }) => !passed);
  const messages = failed.map((assertion) => {
    const place = new vscode.Location(document.uri, toRange(document, assertion.span));
    return testMessage(shown(assertionText(assertion)), place);
  });
  run.failed(item, messages.length > 0 ? messages : [testMessage(`${status}`)], timings.totalMs);
}
