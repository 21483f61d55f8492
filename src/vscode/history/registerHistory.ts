import { createHash, randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { historyBodyLimit, toHistoryEntry } from '../../core/history/history.ts';
import type { Redactor } from '../../core/http/redactor.ts';
import { isFailed, type Exchange } from '../../core/run/exchange.ts';
import type { CommandId } from '../commands.ts';
import { Disposables } from '../disposables.ts';
import type { Feature, Services } from '../services.ts';
import { settings } from '../settings.ts';
import { HistoryStore } from './historyStore.ts';
import { HistoryView, type SendAt } from './historyView.ts';

type HistoryCommandId = Extract<CommandId, `matter.history.${string}`>;

/** A send of a request in a document. */
export interface RecordedSend {
  readonly document: vscode.Uri;
  readonly key: string;
  readonly title: string;
  readonly exchange: Exchange;
}

/** The view History, fed with what is sent from files. */
export function registerHistory(
  services: Services,
  onDidSend: vscode.Event<RecordedSend>,
  sendAt: SendAt,
): Feature<HistoryCommandId> {
  const { context, redactor, report } = services;
  const disposables = new Disposables();
  const store = disposables.add(
    new HistoryStore(historyFolder(context), (error) => {
      report.quiet(error);
    }),
  );
  const view = disposables.add(new HistoryView(store, services, sendAt));
  disposables.add(onDidSend((send) => void record(send, store, redactor)));
  return {
    handlers: {
      'matter.history.open': view.open,
      'matter.history.resend': view.resend,
      'matter.history.showBody': view.showBody,
      'matter.history.remove': view.remove,
      'matter.history.clear': view.clear,
    },
    dispose: () => {
      disposables.dispose();
    },
  };
}

async function record(
  { document, key, title, exchange }: RecordedSend,
  store: HistoryStore,
  redactor: Redactor,
): Promise<void> {
  if (document.scheme !== 'file') return;
  const about = { id: randomUUID(), at: Date.now(), file: document.toString(), key, title };
  const body = await storedBody(exchange, redactor);
  const entry = toHistoryEntry(exchange, { ...about, ...body, failed: isFailed(exchange) });
  const redact = (text: string): string => redactor.redact(text);
  await store.add({ ...entry, key: redact(key), title: redact(title), path: redact(entry.path) });
}

/** Of a response that the user wants stored; a large one is not. */
async function storedBody({ response }: Exchange, redactor: Redactor): Promise<{ readonly body?: string }> {
  if (!settings.historyStoresBodies() || response.body.sizeBytes > historyBodyLimit) return {};
  return { body: redactor.redact(await response.body.text()) };
}

/** In the extension's own storage, not in the workspace's: a copied workspace takes no history along. */
function historyFolder({ globalStorageUri }: vscode.ExtensionContext): vscode.Uri | undefined {
  const workspace = vscode.workspace.workspaceFile ?? vscode.workspace.workspaceFolders?.[0]?.uri;
  if (workspace === undefined) return undefined;
  const id = createHash('sha256').update(workspace.toString()).digest('hex').slice(0, 16);
  return vscode.Uri.joinPath(globalStorageUri, 'history', id);
}
