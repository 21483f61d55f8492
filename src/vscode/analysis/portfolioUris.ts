import * as vscode from 'vscode';
import { AppError } from '../../core/appError.ts';
import { ignoredGlob } from '../../node/ignoredFolders.ts';

const portfolioName = /\.(?:csv|tsv|xlsx)$/i;
const mostFiles = 10_000;

/** The portfolio files of what is selected in the explorer, in the order of their names; else asks for them. */
export async function portfolioUris(uri: unknown, uris: unknown): Promise<readonly vscode.Uri[]> {
  const selected = Array.isArray(uris) && uris.length > 0 ? (uris as unknown[]) : [uri];
  const given = selected.filter((one) => one instanceof vscode.Uri);
  if (given.length === 0) return (await ask()) ?? [];
  const files = (await Promise.all(given.map(filesOf))).flat();
  if (files.length > 0) return files;
  throw new AppError('usage', vscode.l10n.t('There is no CSV or XLSX file in what is selected.'));
}

async function ask(): Promise<readonly vscode.Uri[] | undefined> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  return vscode.window.showOpenDialog({
    title: vscode.l10n.t('Choose Portfolios'),
    openLabel: vscode.l10n.t('Analyse'),
    canSelectMany: true,
    filters: { [vscode.l10n.t('Portfolios')]: ['csv', 'xlsx', 'tsv'] },
    ...(folder === undefined ? {} : { defaultUri: folder.uri }),
  });
}

async function filesOf(uri: vscode.Uri): Promise<readonly vscode.Uri[]> {
  const { type } = await vscode.workspace.fs.stat(uri);
  if ((type & vscode.FileType.Directory) === 0) return portfolioName.test(uri.path) ? [uri] : [];
  const pattern = new vscode.RelativePattern(uri, '**/*.{csv,tsv,xlsx,CSV,TSV,XLSX}');
  const found = await vscode.workspace.findFiles(pattern, ignoredGlob, mostFiles);
  return found.sort((a, b) => a.path.localeCompare(b.path));
}
