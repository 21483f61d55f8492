import * as vscode from 'vscode';
import type { RequestNode } from '../../core/syntax/nodes.ts';
import { displayName, requestKey } from '../../core/syntax/requestIdentity.ts';
import type { MatterTree } from '../../core/syntax/tree.ts';
import { ignoredGlob } from '../../node/ignoredFolders.ts';
import { Disposables } from '../disposables.ts';
import type { Issued } from '../issued.ts';
import { treeItem } from '../labels.ts';
import { parseFile, type MatterDocuments } from '../matterDocuments.ts';
import { fileName } from '../openDocument.ts';

interface File {
  readonly kind: 'file';
  readonly uri: vscode.Uri;
}

interface Request {
  readonly kind: 'request';
  readonly uri: vscode.Uri;
  readonly key: string;
  /** Of its request line. */
  readonly offset: number;
  readonly request: RequestNode;
}

export type RequestsNode = File | Request;

const limit = 2000;
const refreshDelayMs = 300;

/** Every `.matter` file of the workspace and its requests; follows edits, saved or not. Looks when first shown. */
export class RequestsTree implements vscode.TreeDataProvider<RequestsNode> {
  readonly #documents: MatterDocuments;
  readonly #issued: Issued;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #disposables = new Disposables();
  #isWatching = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(documents: MatterDocuments, issued: Issued) {
    this.#documents = documents;
    this.#issued = issued;
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
      return uris.sort((a, b) => a.path.localeCompare(b.path)).map((uri) => this.#issued.add({ kind: 'file', uri }));
    }
    const tree = await this.#tree(node.uri);
    return tree.requests.map((request) =>
      this.#issued.add({
        kind: 'request',
        uri: node.uri,
        key: requestKey(tree, request),
        offset: request.lineSpan.start,
        request,
      }),
    );
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
    return parseFile(await vscode.workspace.fs.readFile(uri));
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
  return treeItem({
    label: fileName(uri),
    children: 'expanded',
    id: uri.toString(),
    resourceUri: uri,
    iconPath: vscode.ThemeIcon.File,
    contextValue: 'file',
  });
}

function requestItem({ uri, key, request }: Request): vscode.TreeItem {
  return treeItem({
    label: displayName(request),
    id: `${uri.toString()}#${key}`,
    description: request.name === undefined ? undefined : request.method, // else its name begins with it
    tooltip: `${request.method} ${request.url}`,
    iconPath: new vscode.ThemeIcon('symbol-event'),
    contextValue: 'request',
    command: {
      command: 'matter.openRequest',
      title: vscode.l10n.t('Open Request'),
      arguments: [uri, request.lineSpan.start],
    },
  });
}
