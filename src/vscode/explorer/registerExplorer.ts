import * as vscode from 'vscode';
import type { ApiOperation } from '../../core/api/apiDescription.ts';
import { AppError } from '../../core/appError.ts';
import { Disposables } from '../disposables.ts';
import type { ApiService } from '../apiService.ts';
import type { CommandId } from '../commands.ts';
import { pickOne } from '../dialogs.ts';
import { openRequestFile } from '../openDocument.ts';
import type { Feature, Services } from '../services.ts';
import { registerTree } from '../trees.ts';
import { ApiTree } from './apiTree.ts';
import { RequestsTree } from './requestsTree.ts';

type ExplorerCommandId = Extract<
  CommandId,
  'matter.openRequest' | 'matter.newRequest' | 'matter.newRequestFromOperation' | 'matter.refresh'
>;

/** The views API and Requests, and the commands that open something from them. */
export function registerExplorer(services: Services): Feature<ExplorerCommandId> {
  const explorer = new Explorer(services);
  return {
    handlers: {
      'matter.openRequest': explorer.openRequest,
      'matter.newRequest': explorer.newRequest,
      'matter.newRequestFromOperation': explorer.newRequestFromOperation,
      'matter.refresh': explorer.refresh,
    },
    dispose: () => {
      explorer.dispose();
    },
  };
}

class Explorer {
  readonly #disposables = new Disposables();
  readonly #api: ApiService;
  readonly #requestsTree: RequestsTree;

  constructor({ api, accounts, documents, issued, report }: Services) {
    this.#api = api;
    const apiTree = this.#disposables.add(new ApiTree(api, async () => (await accounts.active()) !== undefined));
    this.#requestsTree = this.#disposables.add(new RequestsTree(documents, issued));
    this.#disposables.add(api.onDidChange(apiTree.refresh));
    this.#disposables.add(accounts.onDidChange(apiTree.refresh));
    this.#disposables.add(registerTree('matter.api', apiTree, report));
    this.#disposables.add(registerTree('matter.requests', this.#requestsTree, report));
  }

  readonly refresh = (): void => {
    this.#api.reload();
    this.#requestsTree.refresh();
  };

  readonly openRequest = async (uri?: unknown, offset?: unknown): Promise<void> => {
    if (!(uri instanceof vscode.Uri) || typeof offset !== 'number') {
      throw new AppError('usage', vscode.l10n.t('Choose a request in the view Requests.'));
    }
    const document = await openRequestFile(uri);
    const at = document.positionAt(offset);
    await vscode.window.showTextDocument(document, { selection: new vscode.Range(at, at) });
  };

  /** A ready request of the operation in a new editor; without one, an empty request file. */
  readonly newRequest = async (operationId?: unknown): Promise<void> => {
    const operation = typeof operationId === 'string' ? await this.#api.operation(operationId) : undefined;
    const content = operation === undefined ? '### New request\nGET /\n' : await textOf(operation);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: 'matter', content }));
  };

  /** Asks which operation, then writes its request. */
  readonly newRequestFromOperation = async (): Promise<void> => {
    const { operations } = await this.#api.description();
    const items = operations.map(({ id, method, path, summary }) => ({
      label: summary,
      description: `${method} ${path}`,
      id,
    }));
    const picked = await pickOne(items, {
      title: vscode.l10n.t('New Request From Operation'),
      matchOnDescription: true,
    });
    if (picked !== undefined) await this.newRequest(picked.id);
  };

  dispose(): void {
    this.#disposables.dispose();
  }
}

async function textOf(operation: ApiOperation): Promise<string> {
  const { toMatterText } = await import('../../core/api/requestTemplate.ts');
  return toMatterText(operation);
}
