import * as vscode from 'vscode';
import type { Redactor } from '../../core/http/redactor.ts';
import { hoverAt, type Hover } from '../../core/language/hover.ts';
import type { JsonBodies } from '../../core/language/jsonBody.ts';
import { toPlainText } from '../../core/plainText.ts';
import { cursorContextAt } from '../../core/language/cursorContext.ts';
import { shift } from '../../core/syntax/span.ts';
import { asPlainMarkdown, toMarkdown, withCodeFirst } from '../markdown.ts';
import { toRange, type MatterDocuments } from '../matterDocuments.ts';
import type { LanguageContexts } from './languageContexts.ts';

export function createHoverProvider(
  documents: MatterDocuments,
  contexts: LanguageContexts,
  bodies: () => Promise<JsonBodies>,
  redactor: Redactor,
): vscode.HoverProvider {
  return {
    provideHover: async (document, position) => {
      const context = await contexts.of(document);
      const tree = documents.tree(document);
      const offset = document.offsetAt(position);
      const found = hoverAt(tree, offset, context);
      if (found !== undefined) return toHover(document, found, redactor);
      const place = cursorContextAt(tree, offset);
      if (place === undefined) return undefined;
      const inBody = await (await bodies()).hover(place.block, place.offset, context.api);
      return inBody === undefined
        ? undefined
        : toHover(document, { ...inBody, span: shift(inBody.span, place.start) }, redactor);
    },
  };
}

/** Text of files and servers is shown as text: nothing in it is read as Markdown. */
function toHover(document: vscode.TextDocument, { span, code, lines }: Hover, redactor: Redactor): vscode.Hover {
  const shown = (text: string): string => redactor.redact(toPlainText(text));
  const contents = toMarkdown(...lines.map((line) => asPlainMarkdown(shown(line))));
  const withCode = code === undefined ? contents : withCodeFirst(shown(code), contents);
  return new vscode.Hover(withCode, toRange(document, span));
}
