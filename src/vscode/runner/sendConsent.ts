import * as vscode from 'vscode';
import { AppError } from '../../core/appError.ts';
import type { Accounts } from '../../core/auth/accounts.ts';
import type { Report } from '../report.ts';
import { sandboxAccountId } from '../sandboxAccount.ts';

const shownFiles = 10;

/**
 * Any extension can write into a new editor and call our commands, and the token would go along. So a send asks the
 * user, once for each document, where nobody acted on something of ours, or where the document is no file of the
 * workspace, which the user trusts.
 */
export class SendConsent {
  readonly #accounts: Accounts;
  readonly #report: Report;
  readonly #given = new Set<string>();

  constructor(accounts: Accounts, report: Report) {
    this.#accounts = accounts;
    this.#report = report;
  }

  /** `isGesture`: the user acted on a lens, a tree or the editor. Rejects with 'cancelled' where the user refuses. */
  async require(documents: readonly vscode.TextDocument[], isGesture: boolean, what: string): Promise<void> {
    const unsure = documents.filter(
      ({ uri }) =>
        !(isGesture && vscode.workspace.getWorkspaceFolder(uri) !== undefined) && !this.#given.has(uri.toString()),
    );
    if (unsure.length === 0 || !(await this.#hasToken())) return;
    const names = unsure.slice(0, shownFiles).map(({ uri }) => vscode.workspace.asRelativePath(uri));
    const why = vscode.l10n.t(
      'Another extension may have asked for it: it was not begun in a file of this workspace. You are asked once for each file.',
    );
    const question = vscode.l10n.t('Send {0} with your account?', what);
    if (!(await this.#report.confirm(question, vscode.l10n.t('Send'), `${names.join('\n')}\n\n${why}`)))
      throw new AppError('cancelled', 'Not sent.');
    for (const { uri } of unsure) this.#given.add(uri.toString());
  }

  /** A request may name any account. */
  async #hasToken(): Promise<boolean> {
    return (await this.#accounts.list()).some(({ id }) => id !== sandboxAccountId);
  }
}
