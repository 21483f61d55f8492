import * as vscode from 'vscode';
import { accountVariable } from '../../core/environment/accountVariable.ts';
import type { LastResponse } from '../../core/language/context.ts';
import { Disposables } from '../disposables.ts';
import { isTooLarge } from '../matterDocuments.ts';
import type { Report } from '../report.ts';
import type { Feature, Services } from '../services.ts';
import { registerRequestLenses, type LastStatus } from './requestLenses.ts';

/** What the editor shows of the sends of a document. */
export interface SendResults {
  readonly lastStatus: LastStatus;
  readonly lastResponse: (document: vscode.TextDocument, name: string) => LastResponse | undefined;
  readonly onDidSend: vscode.Event<unknown>;
}

export interface LanguageFeature extends Feature {
  /** Resolves when the part that loads after activation is there. */
  readonly whenLoaded: Promise<void>;
}

const lensDelayMs = 300;

/** Lenses at once; the rest of the language right after activation, which does not wait for it. */
export function registerLanguage(services: Services, sends: SendResults): LanguageFeature {
  const disposables = new Disposables();
  // Once the response is on the screen: VS Code drops a refresh of lenses that comes while an editor opens.
  const onDidRecord: vscode.Event<void> = (listener) => sends.onDidSend(() => setTimeout(listener, lensDelayMs));
  disposables.add(registerRequestLenses(services.documents, services.issued, sends.lastStatus, onDidRecord));
  const show = (document: vscode.TextDocument): void => void showLargeAsText(document, services.report);
  disposables.add(vscode.workspace.onDidOpenTextDocument(show));
  vscode.workspace.textDocuments.forEach(show);
  return {
    handlers: {},
    whenLoaded: load(services, sends, onDidRecord, disposables),
    dispose: () => {
      disposables.dispose();
    },
  };
}

/** Nobody waits for a file that no editor could colour at once. */
async function showLargeAsText(document: vscode.TextDocument, report: Report): Promise<void> {
  if (document.languageId !== 'matter' || !isTooLarge(document)) return;
  await vscode.languages.setTextDocumentLanguage(document, 'plaintext');
  const name = vscode.workspace.asRelativePath(document.uri);
  await report.information(
    vscode.l10n.t('{0} is larger than 2 MB: it is shown as plain text. Divide it into several files.', name),
  );
}

async function load(
  services: Services,
  { lastResponse }: SendResults,
  onDidChangeResponses: vscode.Event<void>,
  disposables: Disposables,
): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  const { createLanguageFeatures } = await import('./languageFeatures.ts');
  const { api, accounts, environments } = services;
  const features = createLanguageFeatures(services, {
    api: () => api.description(),
    accounts: async () => (await accounts.list()).map(({ label }) => label),
    lastResponse,
    outside: (document) =>
      new Map([[accountVariable, vscode.l10n.t('the account in use')], ...environments.sourcesFor(document)]),
    onDidChangeResponses,
    onDidChangeOutside: environments.onDidChange,
  });
  disposables.add(features);
}
