import * as vscode from 'vscode';
import { AppError } from '../../core/appError.ts';
import { MemoryBody } from '../../core/http/body.ts';
import type { LastResponse } from '../../core/language/context.ts';
import type { Exchange } from '../../core/run/exchange.ts';
import { RunMemory } from '../../core/run/runMemory.ts';
import type { Runner, Sender } from '../../core/run/runner.ts';
import type { RequestNode } from '../../core/syntax/nodes.ts';
import { displayName, requestKey } from '../../core/syntax/requestIdentity.ts';
import type { MatterTree } from '../../core/syntax/tree.ts';
import { Disposables } from '../disposables.ts';
import { toRange, type MatterDocuments } from '../matterDocuments.ts';
import { assertionText } from './outcomeText.ts';
import { KeptExchanges, type Kept } from './storedExchanges.ts';

export interface SendAccount {
  readonly id: string;
  readonly label: string;
  readonly origin: string;
}

export interface RunPorts {
  readonly documents: MatterDocuments;
  /** Without an account: the one in use. */
  readonly sender: (accountId?: string) => Promise<Sender>;
  readonly accounts: () => Promise<readonly SendAccount[]>;
  /** The values of the environment in use. */
  readonly environment: (document: vscode.TextDocument) => ReadonlyMap<string, unknown>;
  /** Keeps a value out of logs and documents. */
  readonly remember: (secret: string) => void;
  readonly redact: (text: string) => string;
}

/** Runs of the requests of documents, and what they learned; failed assertions show in their lines. */
export class DocumentRuns {
  readonly #ports: RunPorts;
  readonly #own = new Disposables();
  readonly #memories = new Map<string, RunMemory>();
  readonly kept = new KeptExchanges();
  readonly #recorded = this.#own.add(new vscode.EventEmitter<Kept>());
  readonly #assertions = this.#own.add(vscode.languages.createDiagnosticCollection('matter-assertions'));

  readonly onDidRecord = this.#recorded.event;

  constructor(ports: RunPorts) {
    this.#ports = ports;
    // An edit moves the lines: what was found in them is no longer about them.
    this.#own.add(vscode.workspace.onDidChangeTextDocument(({ document }) => this.#assertions.delete(document.uri)));
    this.#own.add(vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#assertions.delete(uri)));
  }

  /** For the requests of a tree of the document. Loaded with the first request that is sent. */
  async runner(document: vscode.TextDocument, tree: MatterTree, sender: Sender): Promise<Runner> {
    const { createRunner } = await import('./createRunner.ts');
    const editor = {
      environment: this.#ports.environment(document),
      senderOf: (label: string): Promise<Sender> => this.#senderOf(label),
      remember: this.#ports.remember,
    };
    return createRunner(document, tree, sender, editor, this.#memory(document));
  }

  /** `tree`: the one that the request was sent from; the document may have changed since. */
  record(document: vscode.TextDocument, tree: MatterTree, request: RequestNode, exchange: Exchange): Kept {
    const key = requestKey(tree, request);
    const about = { document: document.uri, key, title: displayName(request), exchange };
    const kept = this.kept.add(about);
    this.#showAssertions(document, request, exchange);
    this.#recorded.fire(kept);
    return kept;
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
    this.#own.dispose();
    this.kept.dispose();
  }

  #memory({ uri }: vscode.TextDocument): RunMemory {
    const known = this.#memories.get(uri.toString()) ?? new RunMemory();
    this.#memories.set(uri.toString(), known);
    return known;
  }

  #showAssertions(document: vscode.TextDocument, { span }: RequestNode, { assertions }: Exchange): void {
    const own = toRange(document, span);
    const others = (this.#assertions.get(document.uri) ?? []).filter(({ range }) => !own.contains(range));
    const failed = assertions.filter(({ passed }) => !passed);
    this.#assertions.set(document.uri, [
      ...others,
      ...failed.map((assertion) => {
        const message = this.#ports.redact(assertionText(assertion));
        const range = toRange(document, assertion.span);
        const problem = new vscode.Diagnostic(range, message, vscode.DiagnosticSeverity.Error);
        problem.source = 'Matter';
        problem.code = 'assertion';
        return problem;
      }),
    ]);
  }

  async #senderOf(label: string): Promise<Sender> {
    const account = (await this.#ports.accounts()).find((one) => one.label === label);
    if (account !== undefined) return this.#ports.sender(account.id);
    throw new AppError(
      'not-signed-in',
      vscode.l10n.t('There is no account "{0}". Sign in to it, or correct @account. Nothing was sent.', label),
    );
  }
}
