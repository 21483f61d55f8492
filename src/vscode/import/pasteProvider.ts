import * as vscode from 'vscode';
import { guessFormat } from '../../core/import/guessFormat.ts';

const kind = vscode.DocumentDropOrPasteEditKind.Text.append('matter', 'curl');

/** A cURL command that is pasted into a `.matter` file is offered as the request that it sends. */
export function registerPaste(): vscode.Disposable {
  return vscode.languages.registerDocumentPasteEditProvider(
    { language: 'matter' },
    { provideDocumentPasteEdits },
    { pasteMimeTypes: ['text/plain'], providedPasteEditKinds: [kind] },
  );
}

async function provideDocumentPasteEdits(
  _document: vscode.TextDocument,
  _ranges: readonly vscode.Range[],
  data: vscode.DataTransfer,
): Promise<vscode.DocumentPasteEdit[]> {
  const text = await data.get('text/plain')?.asString();
  if (text === undefined || guessFormat(text) !== 'curl') return [];
  const { importPasted } = await import('./importCommands.ts');
  const request = importPasted(text);
  return request === undefined
    ? []
    : [new vscode.DocumentPasteEdit(request, vscode.l10n.t('Convert cURL to a request'), kind)];
}
