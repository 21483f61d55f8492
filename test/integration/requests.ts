import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';

const responses = (): readonly vscode.TextDocument[] =>
  vscode.workspace.textDocuments.filter(({ uri }) => uri.scheme === 'matter-response');

/** Sends the first request of a new file; the text of its response, or undefined where there is none. */
export async function sendText(text: string): Promise<string | undefined> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  if (folder === undefined) throw new Error('There is no workspace.');
  const uri = vscode.Uri.joinPath(folder.uri, `request-${randomUUID()}.matter`);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  const before = new Set(responses().map((document) => document.uri.toString()));
  await vscode.commands.executeCommand('matter.send', uri, 0);
  return responses()
    .find((document) => !before.has(document.uri.toString()))
    ?.getText();
}
