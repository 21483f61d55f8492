import * as vscode from 'vscode';
import { AppError } from '../../core/appError.ts';
import { importCurl as toMatter } from '../../core/import/importCurl.ts';
import { guessFormat } from '../../core/import/guessFormat.ts';
import { importText } from '../../core/import/importText.ts';
import type { Imported } from '../../core/import/imported.ts';
import { toPlainLine } from '../../core/plainText.ts';
import { enterText } from '../dialogs.ts';
import { fileName, readFile } from '../openDocument.ts';
import type { Report } from '../report.ts';

/** A file of another tool as a `.matter` file; it opens unsaved, so nothing is overwritten. */
export async function importHttpFile(report: Report, uri?: unknown): Promise<void> {
  const source = uri instanceof vscode.Uri ? uri : await pickFile();
  if (source === undefined) return;
  const text = new TextDecoder().decode(await readFile(source));
  const name = toPlainLine(fileName(source));
  const imported = importText(text, /\.(?:http|rest)$/i.test(name) ? 'http' : guessFormat(text));
  if (imported === undefined)
    throw new AppError(
      'file',
      vscode.l10n.t('{0} cannot be imported. Choose a .http file, a Postman collection or an HTTP Archive.', name),
    );
  await show(report, imported, name);
}

/** From the clipboard where it holds one, else asked for. */
export async function importCurl(report: Report): Promise<void> {
  const clipboard = toMatter(await vscode.env.clipboard.readText());
  if (clipboard !== undefined) {
    await show(report, clipboard, 'cURL');
    return;
  }
  const command = await enterText({
    title: vscode.l10n.t('Import cURL Command'),
    prompt: vscode.l10n.t('Paste a command that begins with curl.'),
    placeHolder: "curl -H 'Accept: application/json' https://example.com/items",
    ignoreFocusOut: true,
  });
  if (command === undefined) return;
  const imported = toMatter(command);
  if (imported === undefined)
    throw new AppError('usage', vscode.l10n.t('This is no cURL command with a URL. Copy it again, from "curl" on.'));
  await show(report, imported, 'cURL');
}

async function pickFile(): Promise<vscode.Uri | undefined> {
  const picked = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Import Requests from a File'),
    filters: { [vscode.l10n.t('HTTP request files')]: ['http', 'rest', 'json', 'har', 'sh', 'txt'] },
  });
  return picked?.[0];
}

/** A pasted command as text, with what differs as comments; undefined where it is none. */
export function importPasted(command: string): string | undefined {
  const imported = toMatter(command);
  return imported === undefined ? undefined : noteLines(imported) + imported.text;
}

function noteLines({ notes }: Imported): string {
  return notes.map(({ line, message }) => `# Line ${line}: ${message.replaceAll(/[\r\n]/g, ' ')}\n`).join('');
}

async function show(report: Report, imported: Imported, name: string): Promise<void> {
  const { text, notes } = imported;
  const list = noteLines(imported);
  const head = list === '' ? '' : `# Imported from ${name}. Read these notes, then remove them:\n${list}\n`;
  const document = await vscode.workspace.openTextDocument({ language: 'matter', content: head + text });
  await vscode.window.showTextDocument(document);
  if (notes.some(({ severity }) => severity !== 'information'))
    void report.warning(
      vscode.l10n.t(
        '{0} was imported. {1} notes say what differs: see the top of the file.',
        name,
        notes.filter(({ severity }) => severity !== 'information').length,
      ),
    );
}
