import * as vscode from 'vscode';
import { emptyContext, type LanguageContext, type LastResponse } from '../../core/language/context.ts';
import type { ApiDescription } from '../../core/api/apiDescription.ts';

export interface ContextPorts {
  readonly api: () => Promise<ApiDescription>;
  readonly accounts: () => Promise<readonly string[]>;
  readonly lastResponse: (document: vscode.TextDocument, name: string) => LastResponse | undefined;
  /** Names that have a value from outside the file, and where from. */
  readonly outside: (document: vscode.TextDocument) => ReadonlyMap<string, string>;
  readonly onDidChangeResponses: vscode.Event<void>;
  readonly onDidChangeOutside: vscode.Event<void>;
}

type Query = NonNullable<LanguageContext['query']>;

/** What the language features know beside the file; the same object for as long as nothing of it changes. */
export class LanguageContexts {
  readonly #ports: ContextPorts;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscription: vscode.Disposable;
  #contexts = new WeakMap<vscode.TextDocument, LanguageContext>();
  #shared: Pick<LanguageContext, 'api' | 'accounts'> = emptyContext;
  #query: Query | undefined;
  #loading: Promise<void> | undefined;

  /** The API description, the accounts or the last responses are other ones. */
  readonly onDidChange = this.#changed.event;

  constructor(ports: ContextPorts) {
    this.#ports = ports;
    const forget = (): void => {
      this.#forget();
    };
    this.#subscription = vscode.Disposable.from(ports.onDidChangeResponses(forget), ports.onDidChangeOutside(forget));
  }

  readonly refresh = (): void => {
    if (this.#loading !== undefined) this.#loading = this.#load();
  };

  /** What is known by now; the first call begins to load the rest. */
  known(document: vscode.TextDocument): LanguageContext {
    this.#loading ??= this.#load();
    const kept = this.#contexts.get(document);
    if (kept !== undefined) return kept;
    const context: LanguageContext = {
      ...emptyContext,
      ...this.#shared,
      outside: this.#ports.outside(document),
      lastResponse: (name) => this.#ports.lastResponse(document, name),
      ...(this.#query === undefined ? {} : { query: this.#query }),
    };
    this.#contexts.set(document, context);
    return context;
  }

  /** With everything loaded. */
  async of(document: vscode.TextDocument): Promise<LanguageContext> {
    this.#loading ??= this.#load();
    await this.#loading;
    return this.known(document);
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  async #load(): Promise<void> {
    const [api, accounts, query] = await Promise.all([this.#ports.api(), this.#ports.accounts(), loadQuery()]);
    this.#shared = { api, accounts };
    this.#query = query;
    this.#forget();
  }

  #forget(): void {
    this.#contexts = new WeakMap();
    this.#changed.fire();
  }
}

async function loadQuery(): Promise<Query> {
  const { jsonpath } = await import('json-p3');
  return (json, path) => {
    // The pointer stands still on it, nothing more: a filter, or a search within a search, may take its time.
    if (path.includes('?') || path.split('..').length > 2) return undefined;
    try {
      return jsonpath.query(path, json as never).values();
    } catch {
      return undefined; // no JSONPath (RFC 9535)
    }
  };
}
