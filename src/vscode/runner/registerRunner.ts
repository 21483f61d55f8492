import type * as vscode from 'vscode';
import type { LastResponse } from '../../core/language/context.ts';
import type { LensAnchor } from '../../core/language/symbols.ts';
import type { CommandId } from '../commands.ts';
import { Disposables } from '../disposables.ts';
import type { Feature, Services } from '../services.ts';
import { DocumentRuns } from './documentRuns.ts';
import { CancellableWork } from './progress.ts';
import { ResponseDocuments } from './responseDocuments.ts';
import { RunAllCommands } from './runAllCommands.ts';
import { SendConsent } from './sendConsent.ts';
import { SendCommands } from './sendCommands.ts';
import type { StoredExchange } from './storedExchanges.ts';

type RunnerCommandId = Extract<
  CommandId,
  | `matter.send${string}`
  | `matter.run${string}`
  | `matter.response.${string}`
  | `matter.showResponse${string}`
  | 'matter.copyAs'
  | 'matter.compareResponses'
  | 'matter.cancel'
>;

export interface RunnerFeature extends Feature<RunnerCommandId> {
  readonly onDidSend: vscode.Event<StoredExchange>;
  /** For what the user chose in a view. */
  readonly sendAt: (uri: vscode.Uri, offset: number) => Promise<void>;
  readonly lastStatus: (document: vscode.TextDocument, place: LensAnchor) => string | undefined;
  readonly lastResponse: (document: vscode.TextDocument, name: string) => LastResponse | undefined;
}

/** Everything that sends requests of documents and shows what came. */
export function registerRunner(services: Services): RunnerFeature {
  const disposables = new Disposables();
  const runs = disposables.add(new DocumentRuns(services));
  const responses = disposables.add(new ResponseDocuments(services, runs.stored));
  const work = new CancellableWork();
  const consent = new SendConsent(services.accounts, services.report);
  const sends = new SendCommands({ services, runs, responses, work, consent });
  const runAll = new RunAllCommands({ services, runs, work, consent });
  void loadTestExplorer(services, runs, disposables);
  return {
    onDidSend: runs.onDidRecord,
    sendAt: sends.sendAt,
    lastStatus: (document, place) => sends.lastStatus(document, place),
    lastResponse: (document, name) => runs.lastResponse(document, name),
    handlers: {
      'matter.send': sends.send,
      'matter.sendWith': sends.sendWith,
      'matter.copyAs': sends.copyAs,
      'matter.showResponse': sends.showResponse,
      'matter.showResponseDetails': sends.showDetails,
      'matter.runAll': runAll.runAll,
      'matter.runSelection': runAll.runSelection,
      'matter.runTag': runAll.runTag,
      'matter.cancel': work.cancelAll,
      'matter.compareResponses': responses.compare,
      'matter.response.save': responses.save,
      'matter.response.query': responses.query,
      'matter.response.openAnyway': responses.openAnyway,
      'matter.response.details': responses.details,
    },
    dispose: () => {
      disposables.dispose();
    },
  };
}

/** Right after activation, which does not wait for it. */
async function loadTestExplorer(services: Services, runs: DocumentRuns, disposables: Disposables): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  const { TestExplorer } = await import('./testExplorer.ts');
  disposables.add(new TestExplorer(services, runs));
}
