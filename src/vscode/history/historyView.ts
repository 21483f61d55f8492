import * as vscode from 'vscode';
import { AppError } from '../../core/appError.ts';
import type { HistoryEntry } from '../../core/history/history.ts';
import { findByKey } from '../../core/syntax/requestIdentity.ts';
import { openDocument } from '../openDocument.ts';
import { prettyJson } from '../../core/http/prettyJson.ts';
import type { VirtualDocuments } from '../virtualDocuments.ts';
import type { HistoryStore } from './historyStore.ts';

/** The view History: what was sent, the newest first. */
export class HistoryView implements vscode.TreeDataProvider<HistoryEntry> {
  readonly #store: HistoryStore;
  readonly #documents: VirtualDocuments;
  readonly #registration: vscode.Disposable;
  readonly onDidChangeTreeData: vscode.Event<void>;

  constructor(store: HistoryStore, documents: VirtualDocuments) {
    this.#store = store;
    this.#documents = documents;
    this.onDidChangeTreeData = store.onDidChange;
    this.#registration = vscode.window.registerTreeDataProvider('matter.history', this);
  }

  async getChildren(entry?: HistoryEntry): Promise<HistoryEntry[]> {
    return entry === undefined ? [...(await this.#store.entries())] : [];
  }

  getTreeItem(entry: HistoryEntry): vscode.TreeItem {
    const item = new vscode.TreeItem(entry.title);
    item.id = entry.id;
    item.description = `${entry.status} · ${new Date(entry.at).toLocaleTimeString()}`;
    item.tooltip = `${entry.method} ${entry.origin}${entry.path}\n${new Date(entry.at).toLocaleString()}, ${entry.timeMs} ms`;
    const colour = entry.failed
      ? new vscode.ThemeColor('testing.iconFailed')
      : new vscode.ThemeColor('testing.iconPassed');
    item.iconPath = new vscode.ThemeIcon(entry.failed ? 'error' : 'pass', colour);
    item.contextValue = entry.body === undefined ? 'entry' : 'entryWithBody';
    item.command = { command: 'matter.history.open', title: vscode.l10n.t('Open Request'), arguments: [entry] };
    return item;
  }

  readonly open = async (entry?: unknown): Promise<void> => {
    const [uri, offset] = await targetOf(entry);
    await vscode.commands.executeCommand('matter.openRequest', uri, offset);
  };

  readonly resend = async (entry?: unknown): Promise<void> => {
    const [uri, offset] = await targetOf(entry);
    await vscode.commands.executeCommand('matter.send', uri, offset);
  };

  readonly showBody = async (entry?: unknown): Promise<void> => {
    const { title, status, at, body } = checked(entry);
    const name = `${title} · ${status} · ${new Date(at).toLocaleString()}`;
    if (body === undefined)
      throw new AppError(
        'usage',
        vscode.l10n.t('This response was not stored. The setting "matter.history.storeBodies" stores them.'),
      );
    const pretty = prettyJson(body);
    await this.#documents.show(this.#documents.add(name, pretty === undefined ? 'txt' : 'json', () => pretty ?? body));
  };

  readonly remove = async (entry?: unknown): Promise<void> => {
    await this.#store.remove(checked(entry).id);
  };

  readonly clear = async (): Promise<void> => {
    const clear = vscode.l10n.t('Clear');
    const question = vscode.l10n.t('Clear the history of this workspace?');
    if ((await vscode.window.showWarningMessage(question, { modal: true }, clear)) === clear) await this.#store.clear();
  };

  dispose(): void {
    this.#registration.dispose();
  }
}

/** Commands are called with what the view holds; anybody else may call them too. */
function checked(entry: unknown): HistoryEntry {
  const isEntry = typeof entry === 'object' && entry !== null && 'id' in entry && 'file' in entry && 'key' in entry;
  if (!isEntry) throw new AppError('usage', vscode.l10n.t('Choose an entry in the view History.'));
  return entry as HistoryEntry;
}

/** The request may have moved in its file, or be gone. */
async function targetOf(value: unknown): Promise<readonly [vscode.Uri, number]> {
  const { file, key } = checked(value);
  const uri = vscode.Uri.parse(file);
  const { parseMatter } = await import('../../core/syntax/parse.ts');
  const document = await openDocument(uri);
  const request = findByKey(parseMatter(document.getText()), key);
  if (request !== undefined) return [uri, request.lineSpan.start];
  throw new AppError('usage', vscode.l10n.t('The request is no longer in {0}.', vscode.workspace.asRelativePath(uri)));
}
