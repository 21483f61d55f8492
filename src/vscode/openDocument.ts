import * as vscode from 'vscode';
import { AppError } from '../core/appError.ts';
import { isTooLarge } from './matterDocuments.ts';

/** The document of a URI, which may come from anywhere. Rejects with 'file' where there is none. */
function openDocument(uri: vscode.Uri): Promise<vscode.TextDocument> {
  return opened(uri, vscode.workspace.openTextDocument(uri));
}

/** The same for a request file; any other file is not even opened. */
export async function openRequestFile(uri: vscode.Uri): Promise<vscode.TextDocument> {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (open?.languageId === 'matter' || uri.path.endsWith('.matter')) {
    const document = open ?? (await openDocument(uri));
    if (!isTooLarge(document)) return document;
    throw new AppError('usage', vscode.l10n.t('{0} is larger than 2 MB. Divide it into several files.', fileName(uri)));
  }
  throw new AppError('usage', vscode.l10n.t('{0} is no request file. Choose a .matter file.', fileName(uri)));
}

/** The bytes of a file, which may be anywhere. Rejects with 'file' where there is none. */
export function readFile(uri: vscode.Uri): Promise<Uint8Array> {
  return opened(uri, vscode.workspace.fs.readFile(uri));
}

/** The last part of its path. */
export function fileName({ path }: vscode.Uri): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

async function opened<T>(uri: vscode.Uri, work: Thenable<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    const message = vscode.l10n.t('{0} cannot be opened. Is it still there?', vscode.workspace.asRelativePath(uri));
    throw new AppError('file', message, { cause });
  }
}
