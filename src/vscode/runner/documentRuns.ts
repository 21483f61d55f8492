import * as vscode from 'vscode';
import { AppError } from '../../core/appError.ts';
import { bodyText, type HttpResponse } from '../../core/http/httpMessage.ts';
import type { LastResponse } from '../../core/language/context.ts';
import type { Exchange } from '../../core/run/exchange.ts';
import { Runner, RunMemory, type Sender } from '../../core/run/runner.ts';
import type { RequestNode } from '../../core/syntax/nodes.ts';
import { Disposables } from '../disposables.ts';
import { toRange, type MatterDocuments } from '../matterDocuments.ts';
import { createRunnerPorts } from './runnerPorts.ts';

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
}

export interface Recorded {
  readonly document: vscode.TextDocument;
  readonly request: RequestNode;
  readonly exchange: Exchange;
}

/** What was learned in a document: for later requests by name, for the lenses by place too. */
interface Memory {
  readonly run: RunMemory;
  readonly exchanges: Map<string, Exchange>;
}

/** Runs of the requests of documents, and what they learned; failed assertions show in their lines. */
export class DocumentRuns {
  readonly #ports: RunPorts;
  readonly #own = new Disposables();
  readonly #memories = new Map<string, Memory>();
  readonly #recorded = this.#own.add(new vscode.EventEmitter<Recorded>());
  readonly #assertions = this.#own.add(vscode.languages.createDiagnosticCollection('matter-assertions'));

  readonly onDidRecord = this.#recorded.event;

  constructor(ports: RunPorts) {
    this.#ports = ports;
    // An edit moves the lines: what was found in them is no longer about them.
    this.#own.add(vscode.workspace.onDidChangeTextDocument(({ document }) => this.#assertions.delete(document.uri)));
    this.#own.add(vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#assertions.delete(uri)));
  }

  runner(document: vscode.TextDocument, sender: Sender): Runner {
    const ports = createRunnerPorts(document, sender, {
      environment: this.#ports.environment(document),
      senderOf: (label) => this.#senderOf(label),
      remember: this.#ports.remember,
    });
    return new Runner(this.#ports.documents.tree(document), ports, this.#memory(document).run);
  }

  record(document: vscode.TextDocument, request: RequestNode, exchange: Exchange): void {
    this.#memory(document).exchanges.set(keyOf(request), exchange);
    this.#showAssertions(document, request, exchange);
    this.#recorded.fire({ document, request, exchange });
  }

  last(document: vscode.TextDocument, key: string): Exchange | undefined {
    return this.#memory(document).exchanges.get(key);
  }

  /** What completion and hover may know of the last response of a named request. */
  lastResponse(document: vscode.TextDocument, name: string): LastResponse | undefined {
    const response = this.#memory(document).run.exchanges.get(name)?.response;
    if (response === undefined) return undefined;
    return { json: jsonOf(response), headerNames: [...new Set(response.headers.map(([header]) => header))] };
  }

  dispose(): void {
    this.#own.dispose();
  }

  #memory({ uri }: vscode.TextDocument): Memory {
    const known = this.#memories.get(uri.toString()) ?? {
      run: new RunMemory(),
      exchanges: new Map<string, Exchange>(),
    };
    this.#memories.set(uri.toString(), known);
    return known;
  }

  #showAssertions(document: vscode.TextDocument, { span }: RequestNode, { assertions }: Exchange): void {
    const own = toRange(document, span);
    const others = (this.#assertions.get(document.uri) ?? []).filter(({ range }) => !own.contains(range));
    const failed = assertions.filter(({ passed }) => !passed);
    this.#assertions.set(document.uri, [
      ...others,
      ...failed.map(({ condition, actual, span: place }) => {
        const message = vscode.l10n.t('Expected {0}, was {1}.', condition, actual);
        const problem = new vscode.Diagnostic(toRange(document, place), message, vscode.DiagnosticSeverity.Error);
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

export function keyOf(request: RequestNode): string {
  return request.name ?? `#${request.lineSpan.start}`;
}

/** Requests leave from trusted workspaces only. */
export function refuseUntrusted(): void {
  if (vscode.workspace.isTrusted) return;
  throw new AppError(
    'usage',
    vscode.l10n.t('Requests are sent from trusted workspaces only. Trust this workspace first.'),
  );
}

function jsonOf(response: HttpResponse): unknown {
  try {
    return JSON.parse(bodyText(response)) as unknown;
  } catch {
    return undefined;
  }
}
