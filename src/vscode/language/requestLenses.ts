import * as vscode from 'vscode';
import type { Disposable } from '../../core/event.ts';
import { lensAnchors, type LensAnchor } from '../../core/language/symbols.ts';
import type { Issued } from '../issued.ts';
import { codeLens } from '../labels.ts';
import { toRange, type MatterDocuments } from '../matterDocuments.ts';

/** The words of the last response of the request, or undefined. */
export type LastStatus = (document: vscode.TextDocument, anchor: LensAnchor) => string | undefined;

/** Send, the last response, Send With and Copy As, above each request line. */
export function registerRequestLenses(
  documents: MatterDocuments,
  issued: Issued,
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
          const args = [issued.add({ uri: document.uri, offset: anchor.lineSpan.start })];
          const status = lastStatus(document, anchor);
          return [
            codeLens(range, {
              title: vscode.l10n.t('Send'),
              icon: 'play',
              command: 'matter.send',
              arguments: args,
            }),
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
  return codeLens(range, { title, command, arguments: args });
}
