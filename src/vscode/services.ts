import type * as vscode from 'vscode';
import type { Accounts } from '../core/auth/accounts.ts';
import type { Senders } from '../core/auth/senders.ts';
import type { Disposable } from '../core/event.ts';
import type { Redactor } from '../core/http/redactor.ts';
import type { ApiService } from './apiService.ts';
import type { CommandHandlers, CommandId } from './commands.ts';
import type { EditorEnvironments } from './environments.ts';
import type { Issued } from './issued.ts';
import type { Log } from './log.ts';
import type { MatterDocuments } from './matterDocuments.ts';
import type { Report } from './report.ts';
import type { VirtualDocuments } from './virtualDocuments.ts';

/** What every feature may use. Made once, in `extension.ts`. */
export interface Services {
  readonly context: vscode.ExtensionContext;
  readonly redactor: Redactor;
  readonly issued: Issued;
  readonly log: Log;
  readonly report: Report;
  readonly senders: Senders;
  readonly accounts: Accounts;
  readonly api: ApiService;
  readonly documents: MatterDocuments;
  readonly virtualDocuments: VirtualDocuments;
  readonly environments: EditorEnvironments;
}

/** A part of the extension as `extension.ts` sees it: what its commands do, and its end. */
export interface Feature<Id extends CommandId = never> extends Disposable {
  readonly handlers: Pick<CommandHandlers, Id>;
}
