import * as vscode from 'vscode';
import type { Disposable } from '../../core/event.ts';
import type { Span } from '../../core/syntax/nodes.ts';
import { toRange, toSpan, type MatterDocuments } from '../matterDocuments.ts';

const selector = { language: 'matter' };

export function registerFormatting(documents: MatterDocuments): Disposable {
  const edits = async (document: vscode.TextDocument, range?: Span): Promise<vscode.TextEdit[]> => {
    const { formatEdits } = await import('../../core/language/format.ts'); // with its JSON library, when first used
    return formatEdits(documents.tree(document), range).map(({ span, text }) =>
      vscode.TextEdit.replace(toRange(document, span), text),
    );
  };
  return vscode.Disposable.from(
    vscode.languages.registerDocumentFormattingEditProvider(selector, {
      provideDocumentFormattingEdits: (document) => edits(document),
    }),
    vscode.languages.registerDocumentRangeFormattingEditProvider(selector, {
      provideDocumentRangeFormattingEdits: (document, range) => edits(document, toSpan(document, range)),
    }),
  );
}
