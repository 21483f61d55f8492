import * as vscode from 'vscode';
import { AppError } from '../core/appError.ts';

/** The document of a URI, which may come from anywhere. Rejects with 'file' where there is none. */
export async function openDocument(uri: vscode.Uri): Promise<vscode.TextDocument> {
  try {
    return await vscode.workspace.openTextDocument(uri);
  } catch (cause) {
    const message = vscode.l10n.t('{0} cannot be opened. Is it still there?', vscode.workspace.asRelativePath(uri));
    throw new AppError('file', message, { cause });
  }
}
