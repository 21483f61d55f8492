import type * as vscode from 'vscode';
import type { Accounts } from '../../core/auth/accounts.ts';
import type { Sender } from '../../core/run/runner.ts';
import type { CommandHandlers, CommandId } from '../commands.ts';
import { Disposables } from '../disposables.ts';
import type { EditorEnvironments } from '../environments.ts';
import type { Log } from '../log.ts';
import type { MatterDocuments } from '../matterDocuments.ts';
import type { ReadonlyDocuments } from '../virtualDocuments.ts';
import { DocumentRuns, type RunPorts } from './documentRuns.ts';
import type { Kept } from './storedExchanges.ts';
import { CancellableWork } from './progress.ts';
import { ResponseDocuments } from './responseDocuments.ts';
import { RunAllCommands } from './runAllCommands.ts';
import { SendCommands } from './sendCommands.ts';

export interface RequestsPorts {
  readonly documents: MatterDocuments;
  readonly texts: ReadonlyDocuments;
  readonly auth: { readonly accounts: Accounts; sender(accountId?: string): Promise<Sender> };
  readonly environments: EditorEnvironments;
  readonly redact: (text: string) => string;
  /** Keeps a value out of logs and documents. */
  readonly remember: (secret: string) => void;
  readonly log: Log;
}

type RequestCommandId = Extract<
  CommandId,
  | `matter.send${string}`
  | `matter.run${string}`
  | `matter.response.${string}`
  | `matter.showResponse${string}`
  | 'matter.copyAs'
  | 'matter.compareResponses'
  | 'matter.cancel'
>;

/** Everything that sends requests of documents and shows what came. */
export interface Requests {
  readonly sends: SendCommands;
  readonly runs: DocumentRuns;
  readonly onDidSend: vscode.Event<Kept>;
  readonly handlers: Pick<CommandHandlers, RequestCommandId>;
  dispose(): void;
}

export function createRequests(ports: RequestsPorts): Requests {
  const { documents, texts, auth, environments, redact, remember, log } = ports;
  const own = new Disposables();
  const runPorts: RunPorts = {
    documents,
    sender: (id) => auth.sender(id),
    accounts: () => auth.accounts.list(),
    environment: (document) => environments.valuesFor(document),
    remember,
    redact,
  };
  const runs = own.add(new DocumentRuns(runPorts));
  const responses = own.add(new ResponseDocuments({ kept: runs.kept, documents: texts, redact }));
  const work = new CancellableWork();
  const sends = new SendCommands({ ...runPorts, runs, responses, work, log });
  const runAll = new RunAllCommands({ ...runPorts, runs, work, texts, log });
  return {
    sends,
    runs,
    onDidSend: runs.onDidRecord,
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
      own.dispose();
    },
  };
}
