import * as vscode from 'vscode';
import { AppError } from '../../core/appError.ts';
import type { HistoryEntry } from '../../core/history/history.ts';
import { findByKey } from '../../core/syntax/requestIdentity.ts';
import type { Issued } from '../issued.ts';
import { treeItem } from '../labels.ts';
import { openRequestFile } from '../openDocument.ts';
import type { Report } from '../report.ts';
import type { Services } from '../services.ts';
import { prettyJson } from '../../core/http/prettyJson.ts';
import type { Disposable } from '../../core/event.ts';
import { registerTree } from '../trees.ts';
import type { VirtualDocuments } from '../virtualDocuments.ts';
import type { HistoryStore } from './historyStore.ts';

/** Sends the request at an offset of a document: the user has chosen it in a view of ours. */
export type SendAt = (uri: vscode.Uri, offset: number) => Promise<void>;

/** The view History: what was sent, the newest first. */
export class HistoryView implements vscode.TreeDataProvider<HistoryEntry> {
  readonly #store: HistoryStore;
  readonly #documents: VirtualDocuments;
  readonly #issued: Issued;
  readonly #report: Report;
  readonly #send: SendAt;
  readonly #registration: Disposable;
  readonly onDidChangeTreeData: vscode.Event<void>;

  constructor(store: HistoryStore, { virtualDocuments, issued, report }: Services, send: SendAt) {
    this.#store = store;
    this.#documents = virtualDocuments;
    this.#issued = issued;
    this.#report = report;
    this.#send = send;
    this.onDidChangeTreeData = store.onDidChange;
    this.#registration = registerTree('matter.history', this, report);
  }

  async getChildren(entry?: HistoryEntry): Promise<HistoryEntry[]> {
    if (entry !== undefined) return [];
    return (await this.#store.entries()).map((one) => this.#issued.add(one));
  }

  getTreeItem(entry: HistoryEntry): vscode.TreeItem {
    const { id, title, status, method, origin, path, timeMs } = entry;
    const at = new Date(entry.at);
    const colour = entry.failed
      ? new vscode.ThemeColor('testing.iconFailed')
      : new vscode.ThemeColor('testing.iconPassed');
    return treeItem({
      label: title,
      id,
      description: `${status} · ${at.toLocaleTimeString()}`,
      tooltip: `${method} ${origin}${path}\n${at.toLocaleString()}, ${timeMs} ms`,
      iconPath: new vscode.ThemeIcon(entry.failed ? 'error' : 'pass', colour),
      contextValue: entry.body === undefined ? 'entry' : 'entryWithBody',
      command: { command: 'matter.history.open', title: vscode.l10n.t('Open Request'), arguments: [entry] },
    });
  }

  readonly open = async (entry?: unknown): Promise<void> => {
    const [uri, offset] = await targetOf(await this.#chosen(entry));
    await vscode.commands.executeCommand('matter.openRequest', uri, offset);
  };

  readonly resend = async (entry?: unknown): Promise<void> => {
    await this.#send(...(await targetOf(await this.#chosen(entry))));
  };

  readonly showBody = async (entry?: unknown): Promise<void> => {
    const { title, status, at, body } = await this.#chosen(entry);
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
    await this.#store.remove(await this.#chosen(entry));
  };

  readonly clear = async (): Promise<void> => {
    const clear = vscode.l10n.t('Clear');
    const question = vscode.l10n.t('Clear the history of this workspace?');
    if (await this.#report.confirm(question, clear)) await this.#store.clear();
  };

  dispose(): void {
    this.#registration.dispose();
  }

  /** The entry of a row of ours, as it is stored: anybody else may call these commands too. */
  async #chosen(row: unknown): Promise<HistoryEntry> {
    const entry = this.#issued.has(row) ? await this.#store.byId((row as HistoryEntry).id) : undefined;
    if (entry !== undefined) return entry;
    throw new AppError('usage', vscode.l10n.t('Choose an entry in the view History.'));
  }
}

/** The request may have moved in its file, or be gone. */
async function targetOf({ file, key }: HistoryEntry): Promise<readonly [vscode.Uri, number]> {
  const uri = uriOf(file);
  const { parseMatter } = await import('../../core/syntax/parse.ts');
  const document = await openRequestFile(uri);
  const request = findByKey(parseMatter(document.getText()), key);
  if (request !== undefined) return [uri, request.lineSpan.start];
  throw new AppError('usage', vscode.l10n.t('The request is no longer in {0}.', vscode.workspace.asRelativePath(uri)));
}

/** A stored text may be anything. */
function uriOf(text: string): vscode.Uri {
  try {
    return vscode.Uri.parse(text, true);
  } catch (cause) {
    throw new AppError('usage', vscode.l10n.t('This entry names no file.'), { cause });
  }
}
