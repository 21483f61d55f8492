import type * as vscode from 'vscode';
import type { ApiDescription } from '../../core/api/apiDescription.ts';
import type { Accounts } from '../../core/auth/accounts.ts';
import type { Sender } from '../../core/run/runner.ts';
import type { ReadonlyDocuments } from '../virtualDocuments.ts';
import type { Report } from '../report.ts';

/** The type of the webview panels, by which VS Code brings them back after a reload. */
export const resultViewType = 'matter.result';

export interface AnalysesPorts {
  readonly context: vscode.ExtensionContext;
  readonly auth: { readonly accounts: Accounts; sender(accountId?: string): Promise<Sender> };
  readonly api: () => Promise<ApiDescription>;
  readonly texts: ReadonlyDocuments;
  readonly redact: (text: string) => string;
  /** Of results: known values only. */
  readonly redactSecrets: (text: string) => string;
  readonly report: Report;
}
