import * as vscode from 'vscode';
import { AppError } from '../core/appError.ts';
import { toLabel } from './labels.ts';

export const responseScheme = 'matter-response';

/**
 * Coloured as what it is, and no more: to VS Code these are languages of ours, so that no extension for JSON, XML or HTML
 * follows an address in a text of others (`$schema`, a DTD, an image) as soon as it is opened.
 */
export type TextLanguage = 'json' | 'xml' | 'html' | 'txt';

/** By the extension that a file of the text would have. */
export function languageOf(extension: string): TextLanguage {
  return extension === 'json' || extension === 'xml' || extension === 'html' ? extension : 'txt';
}

/** Texts as read-only documents in real editors, made when they are opened. */
export class VirtualDocuments {
  readonly #texts = new Map<string, () => string | Promise<string>>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #registration = vscode.workspace.registerTextDocumentContentProvider(responseScheme, {
    onDidChange: this.#changed.event,
    provideTextDocumentContent: (uri) =>
      this.#texts.get(uri.toString())?.() ?? vscode.l10n.t('This response is no longer kept. Send the request again.'),
  });
  #count = 0;

  /** An address for a text; the title is the name of its editor. */
  add(title: string, language: TextLanguage, text: () => string | Promise<string>): vscode.Uri {
    const name = toLabel(title).replaceAll(/[/\\]/g, '-').slice(0, 150);
    const uri = vscode.Uri.from({
      scheme: responseScheme,
      path: `/${responseScheme}/${language}/${name}`, // package.json gives each folder its language
      query: String(++this.#count),
    });
    this.#texts.set(uri.toString(), text);
    return uri;
  }

  /** Its text is another one now. */
  update(uri: vscode.Uri): void {
    this.#changed.fire(uri);
  }

  remove(uri: vscode.Uri): void {
    this.#texts.delete(uri.toString());
  }

  /** In its own language, whatever associations the workspace has for all files. */
  async open(uri: vscode.Uri): Promise<vscode.TextDocument> {
    const document = await vscode.workspace.openTextDocument(uri);
    const [, , folder = ''] = uri.path.split('/');
    const language = folder === 'txt' ? 'plaintext' : `matter-${folder}`;
    return document.languageId === language ? document : vscode.languages.setTextDocumentLanguage(document, language);
  }

  async show(uri: vscode.Uri, viewColumn = vscode.ViewColumn.Beside): Promise<void> {
    const document = await this.open(uri);
    const options = { viewColumn, preserveFocus: true, preview: true };
    await vscode.window.showTextDocument(document, options);
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
    this.#texts.clear();
  }
}

/** The document that a command was called for: named by a lens, else the one of the active editor. */
export function responseUri(uri: unknown): vscode.Uri {
  const found = uri instanceof vscode.Uri ? uri : vscode.window.activeTextEditor?.document.uri;
  if (found?.scheme === responseScheme) return found;
  throw new AppError('usage', vscode.l10n.t('Open a response first: send a request.'));
}
