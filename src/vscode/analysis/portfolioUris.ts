import * as vscode from 'vscode';
import { AppError } from '../../core/appError.ts';
import { ignoredGlob } from '../../node/ignoredFolders.ts';

/** What is offered without being asked; a file that is chosen is read whatever it is called. */
const portfolioExtensions: readonly string[] = ['csv', 'tsv', 'xlsx', 'xlsm', 'xlsb', 'xls', 'ods'];
const mostFiles = 10_000;

/**
 * The portfolio files of what is selected in the explorer, in the order of their names; else the one that is looked at;
 * else asks for them.
 */
export async function portfolioUris(uri: unknown, uris: unknown): Promise<readonly vscode.Uri[]> {
  const selected = Array.isArray(uris) && uris.length > 0 ? (uris as unknown[]) : [uri];
  const given = selected.filter((one) => one instanceof vscode.Uri);
  if (given.length === 0) {
    const active = activeFile();
    return active === undefined ? ((await ask()) ?? []) : [active];
  }
  const files = (await Promise.all(given.map(filesOf))).flat();
  if (files.length > 0) return files;
  throw new AppError('usage', vscode.l10n.t('There is no CSV or Excel file in what is selected.'));
}

async function ask(): Promise<readonly vscode.Uri[] | undefined> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  return vscode.window.showOpenDialog({
    title: vscode.l10n.t('Choose Portfolios'),
    openLabel: vscode.l10n.t('Review'),
    canSelectMany: true,
    filters: { [vscode.l10n.t('Portfolios')]: [...portfolioExtensions], [vscode.l10n.t('All files')]: ['*'] },
    ...(folder === undefined ? {} : { defaultUri: folder.uri }),
  });
}

async function filesOf(uri: vscode.Uri): Promise<readonly vscode.Uri[]> {
  const { type } = await vscode.workspace.fs.stat(uri);
  if ((type & vscode.FileType.Directory) === 0) return [uri];
  const endings = portfolioExtensions.flatMap((ending) => [ending, ending.toUpperCase()]);
  const pattern = new vscode.RelativePattern(uri, `**/*.{${endings.join(',')}}`);
  const found = await vscode.workspace.findFiles(pattern, ignoredGlob, mostFiles);
  return found.sort((a, b) => a.path.localeCompare(b.path));
}

/** Of the tab in front, where it is a portfolio: an Excel file has no text editor. */
function activeFile(): vscode.Uri | undefined {
  const input: unknown = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  const isFile = input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom;
  if (!isFile) return undefined;
  const extension = input.uri.path.slice(input.uri.path.lastIndexOf('.') + 1).toLowerCase();
  return portfolioExtensions.includes(extension) ? input.uri : undefined;
}
