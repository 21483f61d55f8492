import * as vscode from 'vscode';
import type { Disposable } from '../../core/event.ts';
import { toRange, type MatterDocuments } from '../matterDocuments.ts';

/** The words of the last response of the request at this place, or undefined. */
export type LastStatus = (document: vscode.TextDocument, requestIndex: number) => string | undefined;

/** Send, and the last response, above each request line. */
export function registerRequestLenses(
  documents: MatterDocuments,
  lastStatus: LastStatus,
  onDidChangeStatus: vscode.Event<void>,
): Disposable {
  return vscode.languages.registerCodeLensProvider(
    { language: 'matter' },
    {
      onDidChangeCodeLenses: onDidChangeStatus,
      provideCodeLenses: (document) =>
        documents.tree(document).requests.flatMap((request, index) => {
          const range = toRange(document, request.lineSpan);
          const place = [document.uri, request.lineSpan.start] as const;
          const lenses = [lens(range, vscode.l10n.t('$(play) Send'), 'matter.send', place)];
          const status = lastStatus(document, index);
          if (status !== undefined) {
            lenses.push(lens(range, status, 'matter.showResponse', place));
            lenses.push(lens(range, vscode.l10n.t('Headers and Timings'), 'matter.showResponseDetails', place));
          }
          return lenses;
        }),
    },
  );
}

function lens(range: vscode.Range, title: string, command: string, args: readonly unknown[]): vscode.CodeLens {
  return new vscode.CodeLens(range, { title, command, arguments: [...args] });
}
