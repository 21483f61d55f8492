import * as vscode from 'vscode';
import type { ReviewFinding } from '../../core/analysis/review.ts';
import { diagnostic } from '../labels.ts';

/** What was found in a file under review, as problems at their lines, where the file is text and is open. */
export class PortfolioProblems {
  readonly #collection = vscode.languages.createDiagnosticCollection('matter.portfolio');
  readonly #findings = new Map<string, readonly ReviewFinding[]>();
  readonly #subscriptions = vscode.Disposable.from(
    vscode.workspace.onDidOpenTextDocument((document) => {
      this.#show(document);
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      this.#collection.delete(uri);
    }),
  );

  set(uri: vscode.Uri, findings: readonly ReviewFinding[]): void {
    this.#findings.set(uri.toString(), findings);
    if (findings.length === 0) this.#findings.delete(uri.toString());
    this.#collection.delete(uri);
    const document = vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri.toString());
    if (document !== undefined) this.#show(document);
  }

  dispose(): void {
    this.#subscriptions.dispose();
    this.#collection.dispose();
  }

  #show(document: vscode.TextDocument): void {
    const findings = this.#findings.get(document.uri.toString());
    if (findings === undefined) return;
    this.#collection.set(
      document.uri,
      findings.map((finding) => toProblem(document, finding)),
    );
  }
}

const severities = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
} as const;

/** At the value, where its line has it; about the file, at its first line. */
function toProblem(
  document: vscode.TextDocument,
  { line = 1, value = '', ...finding }: ReviewFinding,
): vscode.Diagnostic {
  const { text, range } = document.lineAt(Math.min(line, document.lineCount) - 1);
  const start = value === '' ? -1 : text.indexOf(value);
  const at = range.start.line;
  const place = start < 0 ? range : new vscode.Range(at, start, at, start + value.length);
  return diagnostic(place, finding.message, severities[finding.severity], finding.code);
}
