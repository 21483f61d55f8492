import * as vscode from 'vscode';
import { AppError } from '../../core/appError.ts';
import type { Imported } from '../../core/import/imported.ts';

/** Files of other tools and cURL commands as `.matter` files; each opens unsaved, so nothing is overwritten. */
export class ImportCommands {
  readonly importHttpFile = async (uri?: unknown): Promise<void> => {
    const source = uri instanceof vscode.Uri ? uri : await pickFile();
    if (source === undefined) return;
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(source));
    const { importHttp } = await import('../../core/import/importHttp.ts');
    await show(importHttp(text), source.path.slice(source.path.lastIndexOf('/') + 1));
  };

  /** From the clipboard where it holds one, else asked for. */
  readonly importCurl = async (): Promise<void> => {
    const { importCurl } = await import('../../core/import/curlToMatter.ts');
    const clipboard = importCurl(await vscode.env.clipboard.readText());
    if (clipboard !== undefined) {
      await show(clipboard, 'cURL');
      return;
    }
    const command = await vscode.window.showInputBox({
      title: vscode.l10n.t('Import cURL Command'),
      prompt: vscode.l10n.t('Paste a command that begins with curl.'),
      placeHolder: "curl -H 'Accept: application/json' https://example.com/items",
      ignoreFocusOut: true,
    });
    if (command === undefined) return;
    const imported = importCurl(command);
    if (imported === undefined)
      throw new AppError('usage', vscode.l10n.t('This is no cURL command with a URL. Copy it again, from "curl" on.'));
    await show(imported, 'cURL');
  };
}

async function pickFile(): Promise<vscode.Uri | undefined> {
  const picked = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Import HTTP File'),
    filters: { [vscode.l10n.t('HTTP request files')]: ['http', 'rest'] },
  });
  return picked?.[0];
}

async function show({ text, notes }: Imported, name: string): Promise<void> {
  const list = notes.map(({ line, message }) => `# Line ${line}: ${message}\n`).join('');
  const head = list === '' ? '' : `# Imported from ${name.replaceAll(/[\r\n]/g, ' ')}. Not carried over:\n${list}\n`;
  const document = await vscode.workspace.openTextDocument({ language: 'matter', content: head + text });
  await vscode.window.showTextDocument(document);
  if (notes.length > 0)
    void vscode.window.showWarningMessage(
      vscode.l10n.t(
        '{0} was imported. {1} places could not be carried over: see the top of the file.',
        name,
        notes.length,
      ),
    );
}
