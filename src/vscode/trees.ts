import * as vscode from 'vscode';
import type { Disposable } from '../core/event.ts';
import type { Report } from './report.ts';

/** A view. What goes wrong in it is shown by VS Code itself, in a notification: as plain text. */
export function registerTree<T>(
  id: string,
  provider: vscode.TreeDataProvider<T>,
  report: Report,
  options: Omit<vscode.TreeViewOptions<T>, 'treeDataProvider'> = {},
): Disposable {
  const { onDidChangeTreeData } = provider;
  const treeDataProvider: vscode.TreeDataProvider<T> = {
    getChildren: (node) => report.plainly(() => provider.getChildren(node)),
    getTreeItem: (node) => report.plainly(() => provider.getTreeItem(node)),
    ...(onDidChangeTreeData === undefined ? {} : { onDidChangeTreeData }),
  };
  return vscode.window.createTreeView(id, { treeDataProvider, ...options });
}
