import * as vscode from 'vscode';
import { AppError } from '../../core/appError.ts';
import { MemoryBody } from '../../core/http/body.ts';
import type { LastResponse } from '../../core/language/context.ts';
import type { Exchange } from '../../core/run/exchange.ts';
import { RunMemory } from '../../core/run/runMemory.ts';
import type { AuthenticatedClient } from '../../core/http/authenticatedClient.ts';
import type { Runner } from '../../core/run/runner.ts';
import type { RequestNode } from '../../core/syntax/nodes.ts';
import { displayName, requestKey } from '../../core/syntax/requestIdentity.ts';
import type { MatterTree } from '../../core/syntax/tree.ts';
import { Disposables } from '../disposables.ts';
import type { Services } from '../services.ts';
import { toRange } from '../matterDocuments.ts';
import { toPlainLine } from '../../core/plainText.ts';
import { diagnostic } from '../labels.ts';
import { assertionText } from './outcomeText.ts';
import { summaryOf } from './responseText.ts';
import { StoredExchanges, type StoredExchange } from './storedExchanges.ts';

/** Runs of the requests of documents, and what they learned; failed assertions show in their lines. */
export class DocumentRuns {
  readonly #services: Services;
  readonly #disposables = new Disposables();
  readonly #memories = new Map<string, RunMemory>();
  readonly stored = new StoredExchanges();
  readonly #recorded = this.#disposables.add(new vscode.EventEmitter<StoredExchange>());
  readonly #assertions = this.#disposables.add(vscode.languages.createDiagnosticCollection('matter-assertions'));

  readonly onDidRecord = this.#recorded.event;

  constructor(services: Services) {
    this.#services = services;
    // An edit moves the lines: what was found in them is no longer about them.
    this.#disposables.add(
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.#assertions.delete(document.uri)),
    );
    this.#disposables.add(vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#assertions.delete(uri)));
  }

  /** For the requests of a tree of the document. Loaded with the first request that is sent. */
  async runner(document: vscode.TextDocument, tree: MatterTree, client: AuthenticatedClient): Promise<Runner> {
    const { createRunnerPorts, Runner } = await import('./runnerPorts.ts');
    const ports = createRunnerPorts(document, client, (label) => this.#clientOf(label), this.#services);
    return new Runner(tree, ports, this.#memory(document));
  }

  /** `tree`: the one that the request was sent from; the document may have changed since. */
  record(document: vscode.TextDocument, tree: MatterTree, request: RequestNode, exchange: Exchange): StoredExchange {
    const key = requestKey(tree, request);
    const shown = (text: string): string => this.#services.redactor.redact(toPlainLine(text));
    const [title, summary] = [shown(displayName(request)), shown(summaryOf(exchange))];
    const about = { document: document.uri, key, title, summary, exchange };
    const stored = this.stored.add(about);
    this.#showAssertions(document, request, exchange);
    this.#recorded.fire(stored);
    return stored;
  }

  /** What completion and hover may know of the last response of a named request. */
  lastResponse(document: vscode.TextDocument, name: string): LastResponse | undefined {
    const response = this.#memory(document).exchanges.get(name)?.response;
    if (response === undefined) return undefined;
    const { body, headers } = response;
    const json = body instanceof MemoryBody ? body.json : undefined;
    return { json, headerNames: [...new Set(headers.map(([header]) => header))] };
  }

  dispose(): void {
    this.#disposables.dispose();
    this.stored.dispose();
  }

  #memory({ uri }: vscode.TextDocument): RunMemory {
    const known = this.#memories.get(uri.toString()) ?? new RunMemory();
    this.#memories.set(uri.toString(), known);
    return known;
  }

  #showAssertions(document: vscode.TextDocument, { span }: RequestNode, { assertions }: Exchange): void {
    const range = toRange(document, span);
    const others = (this.#assertions.get(document.uri) ?? []).filter((other) => !range.contains(other.range));
    const failed = assertions.filter(({ passed }) => !passed);
    this.#assertions.set(document.uri, [
      ...others,
      ...failed.map((assertion) => {
        const message = this.#services.redactor.redact(assertionText(assertion));
        const place = toRange(document, assertion.span);
        return diagnostic(place, message, vscode.DiagnosticSeverity.Error, 'assertion');
      }),
    ]);
  }

  async #clientOf(label: string): Promise<AuthenticatedClient> {
    const account = (await this.#services.accounts.list()).find((one) => one.label === label);
    if (account !== undefined) return this.#services.accounts.client(account.id);
    throw new AppError(
      'not-signed-in',
      vscode.l10n.t('There is no account "{0}". Sign in to it, or correct @account. Nothing was sent.', label),
    );
  }
}
