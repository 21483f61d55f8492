import * as vscode from 'vscode';
import { parseMatter } from '../../core/syntax/parse.ts';
import type { RequestNode } from '../../core/syntax/nodes.ts';
import { displayName, requestKey } from '../../core/syntax/requestIdentity.ts';
import type { MatterTree } from '../../core/syntax/tree.ts';
import { ignoredGlob } from '../../node/ignoredFolders.ts';
import { Disposables } from '../disposables.ts';
import type { MatterDocuments } from '../matterDocuments.ts';

interface File {
  readonly kind: 'file';
  readonly uri: vscode.Uri;
}

interface Request {
  readonly kind: 'request';
  readonly uri: vscode.Uri;
  readonly key: string;
  readonly request: RequestNode;
}

export type RequestsNode = File | Request;

const limit = 2000;
const refreshDelayMs = 300;

/** Every `.matter` file of the workspace and its requests; follows edits, saved or not. Looks when first shown. */
export class RequestsTree implements vscode.TreeDataProvider<RequestsNode> {
  readonly #documents: MatterDocuments;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #disposables = new Disposables();
  #isWatching = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(documents: MatterDocuments) {
    this.#documents = documents;
    this.#disposables.add(this.#changed);
  }

  readonly refresh = (): void => {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#changed.fire();
    }, refreshDelayMs);
  };

  async getChildren(node?: RequestsNode): Promise<RequestsNode[]> {
    this.#watch();
    if (node?.kind === 'request') return [];
    if (node === undefined) {
      const uris = await vscode.workspace.findFiles('**/*.matter', ignoredGlob, limit);
      // The welcome content waits for it: "no files yet" must not flash up while we still look.
      await vscode.commands.executeCommand('setContext', 'matter.requestsKnown', true);
      return uris.sort((a, b) => a.path.localeCompare(b.path)).map((uri) => ({ kind: 'file', uri }));
    }
    const tree = await this.#tree(node.uri);
    return tree.requests.map((request) => ({
      kind: 'request',
      uri: node.uri,
      key: requestKey(tree, request),
      request,
    }));
  }

  getTreeItem(node: RequestsNode): vscode.TreeItem {
    return node.kind === 'file' ? fileItem(node.uri) : requestItem(node);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#disposables.dispose();
  }

  async #tree(uri: vscode.Uri): Promise<MatterTree> {
    const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
    if (open !== undefined) return this.#documents.tree(open);
    return parseMatter(new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)));
  }

  #watch(): void {
    if (this.#isWatching) return;
    this.#isWatching = true;
    const watcher = this.#disposables.add(vscode.workspace.createFileSystemWatcher('**/*.matter'));
    this.#disposables.add(watcher.onDidCreate(this.refresh));
    this.#disposables.add(watcher.onDidChange(this.refresh));
    this.#disposables.add(watcher.onDidDelete(this.refresh));
    this.#disposables.add(
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document.languageId === 'matter') this.refresh();
      }),
    );
  }
}

function fileItem(uri: vscode.Uri): vscode.TreeItem {
  const item = new vscode.TreeItem(uri, vscode.TreeItemCollapsibleState.Expanded);
  item.id = uri.toString();
  item.iconPath = vscode.ThemeIcon.File;
  item.contextValue = 'file';
  return item;
}

function requestItem({ uri, key, request }: Request): vscode.TreeItem {
  const item = new vscode.TreeItem(displayName(request));
  item.id = `${uri.toString()}#${key}`;
  if (request.name !== undefined) item.description = request.method; // else its name begins with it
  item.tooltip = `${request.method} ${request.url}`;
  item.iconPath = new vscode.ThemeIcon('symbol-event');
  item.contextValue = 'request';
  item.command = {
    command: 'matter.openRequest',
    title: vscode.l10n.t('Open Request'),
    arguments: [uri, request.lineSpan.start],
  };
  return item;
}
