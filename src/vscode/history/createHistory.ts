import { createHash, randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { Exchange } from '../../core/run/exchange.ts';
import { historyBodyLimit, toHistoryEntry } from '../../core/history/history.ts';
import type { ReadonlyDocuments } from '../virtualDocuments.ts';
import type { Report } from '../report.ts';
import { settings } from '../settings.ts';
import { HistoryStore } from './historyStore.ts';
import { HistoryView } from './historyView.ts';

export interface HistoryPorts {
  /** What was sent. */
  readonly onDidSend: vscode.Event<{
    readonly document: vscode.Uri;
    readonly key: string;
    readonly title: string;
    readonly exchange: Exchange;
  }>;
  readonly texts: ReadonlyDocuments;
  readonly redact: (text: string) => string;
  readonly report: Report;
}

/** The view History, fed with what is sent from files. */
export function createHistory(
  context: vscode.ExtensionContext,
  { onDidSend, texts, redact, report }: HistoryPorts,
): HistoryView {
  const store = new HistoryStore(historyFolder(context), (error) => {
    report.quiet(error);
  });
  const subscription = onDidSend(({ document, key, title, exchange }) => {
    if (document.scheme !== 'file') return;
    const about = { id: randomUUID(), at: Date.now(), file: document.toString(), key, title };
    void storedBody(exchange, redact).then((body) => {
      const entry = toHistoryEntry(exchange, { ...about, ...body });
      return store.add({ ...entry, key: redact(key), title: redact(title), path: redact(entry.path) });
    });
  });
  return new HistoryView(store, texts, subscription);
}

/** Of a response that the user wants stored; a large one is not. */
async function storedBody(
  { response }: Exchange,
  redact: (text: string) => string,
): Promise<{ readonly body?: string }> {
  if (!settings.historyStoresBodies() || response.body.sizeBytes > historyBodyLimit) return {};
  return { body: redact(await response.body.text()) };
}

/** In the extension's own storage, not in the workspace's: a copied workspace takes no history along. */
function historyFolder({ globalStorageUri }: vscode.ExtensionContext): vscode.Uri | undefined {
  const workspace = vscode.workspace.workspaceFile ?? vscode.workspace.workspaceFolders?.[0]?.uri;
  if (workspace === undefined) return undefined;
  const id = createHash('sha256').update(workspace.toString()).digest('hex').slice(0, 16);
  return vscode.Uri.joinPath(globalStorageUri, 'history', id);
}
