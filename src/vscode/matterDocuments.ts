import * as vscode from 'vscode';
import { editMatter } from '../core/syntax/edit.ts';
import type { Span } from '../core/syntax/nodes.ts';
import { parseMatter } from '../core/syntax/parse.ts';
import type { MatterTree } from '../core/syntax/tree.ts';
import { Disposables } from './disposables.ts';

/** Of a request file, in characters: to read more at once would keep the editor waiting. */
const largestFile = 2_000_000;
const nothing = parseMatter('');

/** Then it is a plain text to us. */
export function isTooLarge(document: vscode.TextDocument): boolean {
  return lengthOf(document) > largestFile;
}

/** The tree of a file that is not open; of one that is too large, none. */
export function parseFile(bytes: Uint8Array): MatterTree {
  return bytes.length > largestFile ? nothing : parseMatter(new TextDecoder().decode(bytes));
}

interface Parsed {
  readonly version: number;
  readonly tree: MatterTree;
}

/** The tree of each document, shared by all features; a change parses again only the requests that it touches. */
export class MatterDocuments {
  readonly #parsed = new WeakMap<vscode.TextDocument, Parsed>();
  readonly #disposables = new Disposables();

  constructor() {
    this.#disposables.add(
      vscode.workspace.onDidChangeTextDocument((event) => {
        this.#follow(event);
      }),
    );
  }

  tree(document: vscode.TextDocument): MatterTree {
    const known = this.#parsed.get(document);
    if (known?.version === document.version) return known.tree;
    return isTooLarge(document) ? nothing : this.#keep(document, parseMatter(document.getText()));
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #follow({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const known = this.#parsed.get(document);
    if (known === undefined || contentChanges.length === 0) return;
    let { tree } = known;
    for (const { rangeOffset, rangeLength, text } of contentChanges) {
      tree = editMatter(tree, { span: { start: rangeOffset, end: rangeOffset + rangeLength }, text });
    }
    // A change of the line ends is none of the text: then the whole is read again.
    if (tree.length === lengthOf(document)) this.#keep(document, tree);
    else this.#parsed.delete(document);
  }

  #keep(document: vscode.TextDocument, tree: MatterTree): MatterTree {
    this.#parsed.set(document, { version: document.version, tree });
    return tree;
  }
}

function lengthOf(document: vscode.TextDocument): number {
  return document.offsetAt(document.lineAt(document.lineCount - 1).range.end);
}

export function toRange(document: vscode.TextDocument, span: Span): vscode.Range {
  return new vscode.Range(document.positionAt(span.start), document.positionAt(span.end));
}

export function toSpan(document: vscode.TextDocument, range: vscode.Range): Span {
  return { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
}
