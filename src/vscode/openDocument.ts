import * as vscode from 'vscode';
import { AppError } from '../core/appError.ts';

/** The document of a URI, which may come from anywhere. Rejects with 'file' where there is none. */
export function openDocument(uri: vscode.Uri): Promise<vscode.TextDocument> {
  return opened(uri, vscode.workspace.openTextDocument(uri));
}

/** The bytes of a file, which may be anywhere. Rejects with 'file' where there is none. */
export function readFile(uri: vscode.Uri): Promise<Uint8Array> {
  return opened(uri, vscode.workspace.fs.readFile(uri));
}

async function opened<T>(uri: vscode.Uri, work: Thenable<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    const message = vscode.l10n.t('{0} cannot be opened. Is it still there?', vscode.workspace.asRelativePath(uri));
    throw new AppError('file', message, { cause });
  }
}
