import * as vscode from 'vscode';
import type { ApiOperation } from '../../core/api/apiDescription.ts';
import type { ApiService } from '../apiService.ts';
import { treeItem } from '../labels.ts';
import { asPlainMarkdown, toMarkdown } from '../markdown.ts';

interface Resource {
  readonly kind: 'resource';
  readonly name: string;
  readonly operations: readonly ApiOperation[];
}

interface Operation {
  readonly kind: 'operation';
  readonly operation: ApiOperation;
}

export type ApiNode = Resource | Operation;

/** Resources and operations of the API in use; empty when signed out, so that the welcome content shows. */
export class ApiTree implements vscode.TreeDataProvider<ApiNode> {
  readonly #api: ApiService;
  readonly #isSignedIn: () => Promise<boolean>;
  readonly #changed = new vscode.EventEmitter<void>();

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(api: ApiService, isSignedIn: () => Promise<boolean>) {
    this.#api = api;
    this.#isSignedIn = isSignedIn;
  }

  readonly refresh = (): void => {
    this.#changed.fire();
  };

  async getChildren(node?: ApiNode): Promise<ApiNode[]> {
    if (node !== undefined) {
      return node.kind === 'resource' ? node.operations.map((operation) => ({ kind: 'operation', operation })) : [];
    }
    if (!(await this.#isSignedIn())) return [];
    return (await this.#api.resources()).map((resource) => ({ kind: 'resource', ...resource }));
  }

  getTreeItem(node: ApiNode): vscode.TreeItem {
    return node.kind === 'resource' ? resourceItem(node) : operationItem(node.operation);
  }

  dispose(): void {
    this.#changed.dispose();
  }
}

function resourceItem({ name }: Resource): vscode.TreeItem {
  return treeItem({ label: name, children: 'expanded', iconPath: new vscode.ThemeIcon('symbol-class') });
}

function operationItem(operation: ApiOperation): vscode.TreeItem {
  const isInferred = operation.evidence === 'inferred';
  const { id, method, path, summary, description, evidence } = operation;
  return treeItem({
    label: summary === '' ? path : summary,
    description: isInferred ? vscode.l10n.t('{0} · inferred', method) : method,
    iconPath: new vscode.ThemeIcon(isInferred ? 'question' : method === 'GET' ? 'arrow-down' : 'arrow-up'),
    tooltip: toMarkdown(
      `**${method}** ${asPlainMarkdown(path)}`,
      asPlainMarkdown(description),
      ...(evidence === undefined ? [] : [vscode.l10n.t('Evidence: {0}', asPlainMarkdown(evidence))]),
    ),
    contextValue: 'operation',
    command: { command: 'matter.newRequest', title: vscode.l10n.t('New Request'), arguments: [id] },
  });
}
