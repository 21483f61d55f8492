import * as vscode from 'vscode';
import { completeAt } from '../../core/language/completeAt.ts';
import type { Completion } from '../../core/language/completion.ts';
import type { JsonBodies } from '../../core/language/jsonBody.ts';
import { cursorContextAt } from '../../core/language/cursorContext.ts';
import { shift } from '../../core/syntax/span.ts';
import type { MatterTree } from '../../core/syntax/tree.ts';
import { completionItem, toLabel, toLabelText } from '../labels.ts';
import { toRange, type MatterDocuments } from '../matterDocuments.ts';
import type { LanguageContexts } from './languageContexts.ts';

const kinds: Readonly<Record<Completion['kind'], vscode.CompletionItemKind>> = {
  method: vscode.CompletionItemKind.Keyword,
  path: vscode.CompletionItemKind.Method,
  header: vscode.CompletionItemKind.Field,
  value: vscode.CompletionItemKind.Value,
  variable: vscode.CompletionItemKind.Variable,
  function: vscode.CompletionItemKind.Function,
  directive: vscode.CompletionItemKind.Keyword,
  property: vscode.CompletionItemKind.Property,
  snippet: vscode.CompletionItemKind.Snippet,
};

export const completionTriggers = ['{', '.', '@', '/', '?', '&', ':', '=', '"', '$', ' '];

export function createCompletionProvider(
  documents: MatterDocuments,
  contexts: LanguageContexts,
  bodies: () => Promise<JsonBodies>,
): vscode.CompletionItemProvider {
  return {
    provideCompletionItems: async (document, position) => {
      const context = await contexts.of(document);
      const tree = documents.tree(document);
      const offset = document.offsetAt(position);
      const found = completeAt(tree, offset, context);
      const all = found.length > 0 ? found : await inBody(tree, offset, await bodies(), context.api);
      return all.map((completion, index) => toItem(document, position, completion, index));
    },
  };
}

async function inBody(
  tree: MatterTree,
  offset: number,
  bodies: JsonBodies,
  api: Parameters<JsonBodies['complete']>[2],
): Promise<readonly Completion[]> {
  const place = cursorContextAt(tree, offset);
  if (place === undefined) return [];
  const found = await bodies.complete(place.block, place.offset, api);
  return found.map((completion) => ({ ...completion, span: shift(completion.span, place.start) }));
}

function toItem(
  document: vscode.TextDocument,
  position: vscode.Position,
  completion: Completion,
  index: number,
): vscode.CompletionItem {
  const { label, kind, detail, documentation, insert, isSnippet, goesOn } = completion;
  const item = completionItem(label, kinds[kind]);
  const text = insert ?? label;
  item.insertText = isSnippet === true ? new vscode.SnippetString(text) : text;
  if (detail !== undefined) item.detail = toLabel(detail);
  if (documentation !== undefined) item.documentation = toLabelText(documentation);
  item.sortText = String(index).padStart(5, '0');
  const range = toRange(document, completion.span);
  // VS Code replaces on one line only, and filters by what stands before the cursor.
  item.range = { inserting: new vscode.Range(range.start, position), replacing: range };
  item.filterText = filterText(document.getText(new vscode.Range(range.start, position)), label, text);
  if (goesOn === true) item.command = { command: 'editor.action.triggerSuggest', title: vscode.l10n.t('Suggest') };
  return item;
}

function filterText(typed: string, label: string, text: string): string {
  if (isSubsequence(typed, label)) return label;
  return isSubsequence(typed, text) ? text : label;
}

function isSubsequence(typed: string, text: string): boolean {
  return text.toLowerCase().startsWith(typed.toLowerCase());
}
