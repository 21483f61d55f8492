import * as vscode from 'vscode';
import { JsonBodies } from '../../core/language/jsonBody.ts';
import { Disposables } from '../disposables.ts';
import type { MatterDocuments } from '../matterDocuments.ts';
import { actionKinds, createActionProvider } from './actionProvider.ts';
import { completionTriggers, createCompletionProvider } from './completionProvider.ts';
import { Diagnostics } from './diagnostics.ts';
import { registerFormatting } from './formatProviders.ts';
import { createHoverProvider } from './hoverProvider.ts';
import { LanguageContexts, type ContextPorts } from './languageContexts.ts';
import { registerInlayHints, registerNavigation } from './navigationProviders.ts';
import { registerStructure } from './structureProviders.ts';

export interface LanguagePorts extends ContextPorts {
  readonly documents: MatterDocuments;
  readonly redact: (text: string) => string;
  readonly showsResolvedPath: () => boolean;
}

export interface LanguageFeatures {
  /** The API description or the accounts may be other ones. */
  readonly refresh: () => void;
  readonly dispose: () => void;
}

/** Everything that the editor knows of `.matter` files. */
export function registerLanguage(ports: LanguagePorts): LanguageFeatures {
  const { documents } = ports;
  const own = new Disposables();
  const contexts = own.add(new LanguageContexts(ports));
  let service: Promise<JsonBodies> | undefined;
  const bodies = (): Promise<JsonBodies> => (service ??= JsonBodies.create());
  const diagnostics = own.add(new Diagnostics(documents, contexts, bodies));
  const selector = { language: 'matter' };
  const completion = createCompletionProvider(documents, contexts, bodies);
  own.add(vscode.languages.registerCompletionItemProvider(selector, completion, ...completionTriggers));
  own.add(
    vscode.languages.registerHoverProvider(selector, createHoverProvider(documents, contexts, bodies, ports.redact)),
  );
  const actions = createActionProvider(documents, contexts, diagnostics);
  own.add(vscode.languages.registerCodeActionsProvider(selector, actions, { providedCodeActionKinds: actionKinds }));
  own.add(registerNavigation(documents));
  own.add(registerStructure(documents));
  own.add(registerFormatting(documents));
  own.add(registerInlayHints(documents, ports.showsResolvedPath));
  return {
    refresh: contexts.refresh,
    dispose: () => {
      own.dispose();
    },
  };
}
