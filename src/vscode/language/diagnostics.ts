import * as vscode from 'vscode';
import { Checker } from '../../core/language/check.ts';
import type { JsonBodies } from '../../core/language/jsonBody.ts';
import type { Block } from '../../core/syntax/block.ts';
import type { Problem } from '../../core/syntax/nodes.ts';
import { locate, type MatterTree } from '../../core/syntax/tree.ts';
import { Disposables } from '../disposables.ts';
import { diagnostic } from '../labels.ts';
import { toRange, type MatterDocuments } from '../matterDocuments.ts';
import type { LanguageContexts } from './languageContexts.ts';

const delayMs = 200;
/** How long the bodies of a large file are checked at a stretch. */
const sliceMs = 8;

const severities = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
} as const;

/** Problems while typing: of the file at once, of the bodies against their schemas as soon as they are checked. */
export class Diagnostics {
  readonly #documents: MatterDocuments;
  readonly #contexts: LanguageContexts;
  readonly #bodies: () => Promise<JsonBodies>;
  readonly #disposables = new Disposables();
  readonly #collection = this.#disposables.add(vscode.languages.createDiagnosticCollection('matter'));
  readonly #checkers = new WeakMap<vscode.TextDocument, Checker>();
  readonly #timers = new Map<vscode.TextDocument, ReturnType<typeof setTimeout>>();
  #bodyProblems = new WeakMap<Block, readonly Problem[]>();

  constructor(documents: MatterDocuments, contexts: LanguageContexts, bodies: () => Promise<JsonBodies>) {
    this.#documents = documents;
    this.#contexts = contexts;
    this.#bodies = bodies;
    this.#disposables.add(vscode.workspace.onDidOpenTextDocument(this.#show));
    this.#disposables.add(vscode.workspace.onDidChangeTextDocument(({ document }) => this.#later(document)));
    this.#disposables.add(vscode.workspace.onDidCloseTextDocument((document) => this.#collection.delete(document.uri)));
    this.#disposables.add(
      contexts.onDidChange(() => {
        this.#bodyProblems = new WeakMap();
        vscode.workspace.textDocuments.forEach(this.#show);
      }),
    );
    vscode.workspace.textDocuments.forEach(this.#show);
  }

  /** What is wrong in the document as it is now. */
  problems(document: vscode.TextDocument): readonly Problem[] {
    const tree = this.#documents.tree(document);
    const checker = this.#checkers.get(document) ?? new Checker();
    this.#checkers.set(document, checker);
    return [...checker.check(tree, this.#contexts.known(document)), ...this.#knownBodyProblems(tree)];
  }

  dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#disposables.dispose();
  }

  #later(document: vscode.TextDocument): void {
    if (document.languageId !== 'matter') return;
    clearTimeout(this.#timers.get(document));
    this.#timers.set(document, setTimeout(this.#show, delayMs, document));
  }

  readonly #show = (document: vscode.TextDocument): void => {
    this.#timers.delete(document);
    if (document.languageId !== 'matter' || document.isClosed) return;
    this.#publish(document);
    void this.#checkBodies(document);
  };

  #publish(document: vscode.TextDocument): void {
    this.#collection.set(
      document.uri,
      this.problems(document).map((problem) => toDiagnostic(document, problem)),
    );
  }

  #knownBodyProblems({ blocks, starts }: MatterTree): readonly Problem[] {
    return blocks.flatMap((block, index) =>
      (this.#bodyProblems.get(block) ?? []).map((problem) => locate(problem, starts[index] ?? 0)),
    );
  }

  async #checkBodies(document: vscode.TextDocument): Promise<void> {
    const { version } = document;
    const tree = this.#documents.tree(document);
    const waiting = tree.blocks.filter((block) => !this.#bodyProblems.has(block) && block.first('body') !== undefined);
    if (waiting.length === 0) return;
    const [{ api }, bodies] = await Promise.all([this.#contexts.of(document), this.#bodies()]);
    let until = Date.now() + sliceMs;
    for (const block of waiting) {
      this.#bodyProblems.set(block, await bodies.problems(block, api));
      if (Date.now() < until) continue;
      await new Promise((resolve) => setImmediate(resolve)); // the editor goes first
      if (document.version !== version || document.isClosed) return;
      until = Date.now() + sliceMs;
    }
    if (document.version === version && !document.isClosed) this.#publish(document);
  }
}

export function toDiagnostic(document: vscode.TextDocument, problem: Problem): vscode.Diagnostic {
  return diagnostic(toRange(document, problem.span), problem.message, severities[problem.severity], problem.code);
}
