import * as vscode from 'vscode';
import type { Disposable } from '../../core/event.ts';
import { lensAnchors, type LensAnchor } from '../../core/language/symbols.ts';
import { toRange, type MatterDocuments } from '../matterDocuments.ts';

/** The words of the last response of the request, or undefined. */
export type LastStatus = (document: vscode.TextDocument, anchor: LensAnchor) => string | undefined;

/** Send, the last response, Send With and Copy As, above each request line. */
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
        lensAnchors(documents.tree(document)).flatMap((anchor) => {
          const range = toRange(document, anchor.lineSpan);
          const args = [document.uri, anchor.lineSpan.start] as const;
          const status = lastStatus(document, anchor);
          return [
            lens(range, vscode.l10n.t('$(play) Send'), 'matter.send', args),
            ...(status === undefined
              ? []
              : [
                  lens(range, status, 'matter.showResponse', args),
                  lens(range, vscode.l10n.t('Headers and Timings'), 'matter.showResponseDetails', args),
                ]),
            lens(range, vscode.l10n.t('Send with…'), 'matter.sendWith', args),
            lens(range, vscode.l10n.t('Copy as…'), 'matter.copyAs', args),
          ];
        }),
    },
  );
}

function lens(range: vscode.Range, title: string, command: string, args: readonly unknown[]): vscode.CodeLens {
  return new vscode.CodeLens(range, { title, command, arguments: [...args] });
}
