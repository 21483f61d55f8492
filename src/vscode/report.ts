import * as vscode from 'vscode';
import { AppError, isCancelled } from '../core/appError.ts';
import type { Redactor } from '../core/http/redactor.ts';
import type { Log } from './log.ts';
import { plainText } from './plainText.ts';

/** Shows an error to the user: the one place that does. Cancelling is silent. */
export class Report {
  readonly #log: Log;
  readonly #redactor: Redactor;

  constructor(log: Log, redactor: Redactor) {
    this.#log = log;
    this.#redactor = redactor;
  }

  /** Resolves at once; the notification stays until the user answers it. */
  error(error: unknown): void {
    if (isCancelled(error)) return;
    const text = this.#redactor.redact(this.#textOf(error));
    this.#log.error(error instanceof AppError ? `${error.code}: ${text}` : text);
    const action = error instanceof AppError ? actionFor(error) : showLog;
    void vscode.window.showErrorMessage(plainText(text), vscode.l10n.t(action.title)).then((chosen) => {
      if (chosen !== undefined) void vscode.commands.executeCommand(action.command);
    });
  }

  /** For what the user need not act on: the log only. */
  quiet(error: unknown): void {
    this.#log.error(this.#redactor.redact(this.#textOf(error)));
  }

  information(message: string): void {
    void vscode.window.showInformationMessage(plainText(this.#redactor.redact(message)));
  }

  #textOf(error: unknown): string {
    if (error instanceof AppError) return error.message;
    if (error instanceof vscode.FileSystemError)
      return vscode.l10n.t('A file cannot be read or written: {0}', error.message);
    const name = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return vscode.l10n.t('This is a bug in Matter: {0}', name);
  }
}

const showLog = { title: 'Show Log', command: 'matter.showLog' };
const signIn = { title: 'Sign In', command: 'matter.signIn' };

function actionFor(error: AppError): typeof showLog {
  return error.code === 'not-signed-in' || error.code === 'credentials-rejected' ? signIn : showLog;
}
