import * as vscode from 'vscode';
import { parseMatter } from '../core/syntax/parse.ts';
import type { MatterTree, Span } from '../core/syntax/tree.ts';

/** The tree of each document, parsed once per version and shared by all features. */
export class MatterDocuments {
  readonly #trees = new WeakMap<vscode.TextDocument, { readonly version: number; readonly tree: MatterTree }>();

  tree(document: vscode.TextDocument): MatterTree {
    const known = this.#trees.get(document);
    if (known?.version === document.version) return known.tree;
    const tree = parseMatter(document.getText());
    this.#trees.set(document, { version: document.version, tree });
    return tree;
  }
}

export function toRange(document: vscode.TextDocument, span: Span): vscode.Range {
  return new vscode.Range(document.positionAt(span.start), document.positionAt(span.end));
}
