import * as vscode from 'vscode';
import { AppError } from '../../core/appError.ts';
import { importCurl as toMatter } from '../../core/import/curlToMatter.ts';
import { importHttp } from '../../core/import/importHttp.ts';
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
  await show(report, importHttp(text), toPlainLine(fileName(source)));
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
    title: vscode.l10n.t('Import HTTP File'),
    filters: { [vscode.l10n.t('HTTP request files')]: ['http', 'rest'] },
  });
  return picked?.[0];
}

async function show(report: Report, { text, notes }: Imported, name: string): Promise<void> {
  const list = notes.map(({ line, message }) => `# Line ${line}: ${message}\n`).join('');
  const head = list === '' ? '' : `# Imported from ${name}. Not carried over:\n${list}\n`;
  const document = await vscode.workspace.openTextDocument({ language: 'matter', content: head + text });
  await vscode.window.showTextDocument(document);
  if (notes.length > 0)
    void report.warning(
      vscode.l10n.t(
        '{0} was imported. {1} places could not be carried over: see the top of the file.',
        name,
        notes.length,
      ),
    );
}
