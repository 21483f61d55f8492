import * as vscode from 'vscode';
import { toPlainText } from '../core/plainText.ts';

/**
 * Text of files and servers, which Markdown shows as text: nothing in it is read as a link or an image. Not `appendText`:
 * it writes every space as one that does not break, and long lines are cut.
 */
export function asPlainMarkdown(text: string): string {
  return toPlainText(text)
    .replaceAll(/[\\`*_{}[\]()#+\-.!~|<>&:@]/g, (character) => `\\${character}`)
    .replaceAll(/\s+/g, ' ');
}

/** Paragraphs, each Markdown of ours with `asPlainMarkdown` around what is of others. */
export function toMarkdown(...paragraphs: readonly string[]): vscode.MarkdownString {
  return new vscode.MarkdownString(paragraphs.join('\n\n'));
}

/** A block of code, then the rest. */
export function withCodeFirst(code: string, { value }: vscode.MarkdownString): vscode.MarkdownString {
  return new vscode.MarkdownString().appendCodeblock(code, 'text').appendMarkdown(value);
}
