import * as vscode from 'vscode';
import { Disposables } from '../disposables.ts';
import { toRange, type MatterDocuments } from '../matterDocuments.ts';

const delayMs = 200;

/** The parser's problems, shown while typing. */
export function registerProblems(documents: MatterDocuments): Disposables {
  const own = new Disposables();
  const collection = own.add(vscode.languages.createDiagnosticCollection('matter'));
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  const show = (document: vscode.TextDocument): void => {
    if (document.languageId !== 'matter' || document.isClosed) return;
    collection.set(
      document.uri,
      documents.tree(document).problems.map((problem) => toDiagnostic(document, problem)),
    );
  };
  const later = (document: vscode.TextDocument): void => {
    const key = document.uri.toString();
    clearTimeout(timers.get(key));
    timers.set(key, setTimeout(show, delayMs, document));
  };
  own.add(vscode.workspace.onDidOpenTextDocument(show));
  own.add(
    vscode.workspace.onDidChangeTextDocument((event) => {
      later(event.document);
    }),
  );
  own.add(
    vscode.workspace.onDidCloseTextDocument((document) => {
      collection.delete(document.uri);
    }),
  );
  own.add({
    dispose: () => {
      timers.forEach((timer) => {
        clearTimeout(timer);
      });
    },
  });
  vscode.workspace.textDocuments.forEach(show);
  return own;
}

function toDiagnostic(
  document: vscode.TextDocument,
  problem: ReturnType<MatterDocuments['tree']>['problems'][number],
): vscode.Diagnostic {
  const severity = problem.severity === 'error' ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning;
  const diagnostic = new vscode.Diagnostic(toRange(document, problem.span), problem.message, severity);
  diagnostic.source = 'Matter';
  diagnostic.code = problem.code;
  return diagnostic;
}
