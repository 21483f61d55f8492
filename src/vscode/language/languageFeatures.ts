import * as vscode from 'vscode';
import type { Disposable } from '../../core/event.ts';
import { JsonBodies } from '../../core/language/jsonBody.ts';
import { Disposables } from '../disposables.ts';
import type { Services } from '../services.ts';
import { settings } from '../settings.ts';
import { actionKinds, createActionProvider } from './actionProvider.ts';
import { completionTriggers, createCompletionProvider } from './completionProvider.ts';
import { Diagnostics } from './diagnostics.ts';
import { registerFormatting } from './formatProviders.ts';
import { createHoverProvider } from './hoverProvider.ts';
import { LanguageContexts, type ContextPorts } from './languageContexts.ts';
import { registerInlayHints, registerNavigation } from './navigationProviders.ts';
import { registerStructure } from './structureProviders.ts';

/** Everything that the editor knows of `.matter` files, but for the lenses. */
export function createLanguageFeatures(
  { documents, redactor, api, accounts }: Services,
  ports: ContextPorts,
): Disposable {
  const disposables = new Disposables();
  const contexts = disposables.add(new LanguageContexts(ports));
  let service: Promise<JsonBodies> | undefined;
  const bodies = (): Promise<JsonBodies> => (service ??= JsonBodies.create());
  const diagnostics = disposables.add(new Diagnostics(documents, contexts, bodies));
  const selector = { language: 'matter' };
  const completion = createCompletionProvider(documents, contexts, bodies);
  disposables.add(vscode.languages.registerCompletionItemProvider(selector, completion, ...completionTriggers));
  const hover = createHoverProvider(documents, contexts, bodies, redactor);
  disposables.add(vscode.languages.registerHoverProvider(selector, hover));
  const actions = createActionProvider(documents, contexts, diagnostics);
  const actionMetadata = { providedCodeActionKinds: actionKinds };
  disposables.add(vscode.languages.registerCodeActionsProvider(selector, actions, actionMetadata));
  disposables.add(registerNavigation(documents));
  disposables.add(registerStructure(documents));
  disposables.add(registerFormatting(documents));
  disposables.add(registerInlayHints(documents, settings.showsResolvedPath));
  disposables.add(api.onDidChange(contexts.refresh));
  disposables.add(accounts.onDidChange(contexts.refresh));
  return disposables;
}
