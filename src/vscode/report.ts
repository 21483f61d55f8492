import * as vscode from 'vscode';
import { AppError, isCancelled } from '../core/appError.ts';
import type { Redactor } from '../core/http/redactor.ts';
import { toPlainLine, toPlainText } from '../core/plainText.ts';
import { toLabel, toLabelText } from './labels.ts';
import type { Log } from './log.ts';

/**
 * Notifications and modal questions: the one place that shows any. Their texts may hold names of files and words of
 * servers, in an `AppError` too, so all of them are shown as plain text, and redacted as they will be read.
 */
export class Report {
  readonly #log: Pick<Log, 'error'>;
  readonly #redactor: Redactor;

  constructor(log: Pick<Log, 'error'>, redactor: Redactor) {
    this.#log = log;
    this.#redactor = redactor;
  }

  /** Resolves at once; the notification stays until the user answers it. Cancelling is silent. */
  error(error: unknown): void {
    if (isCancelled(error)) return;
    const text = textOf(error);
    this.#log.error(error instanceof AppError ? `${error.code}: ${text}` : text);
    const action = error instanceof AppError ? actionFor(error) : showLog;
    void vscode.window.showErrorMessage(this.#shown(text), vscode.l10n.t(action.title)).then((chosen) => {
      if (chosen !== undefined) void vscode.commands.executeCommand(action.command);
    });
  }

  /** For what the user need not act on: the log only. */
  quiet(error: unknown): void {
    this.#log.error(textOf(error));
  }

  /** Gives the action that the user chose, each a word of ours. */
  information(message: string, ...actions: readonly string[]): Thenable<string | undefined> {
    return vscode.window.showInformationMessage(this.#shown(message), ...actions);
  }

  warning(message: string, ...actions: readonly string[]): Thenable<string | undefined> {
    return vscode.window.showWarningMessage(this.#shown(message), ...actions);
  }

  /** In a modal dialog; true where the user chose the action, which is a word of ours. */
  async confirm(question: string, action: string, detail?: string): Promise<boolean> {
    const more = detail === undefined ? {} : { detail: toLabelText(this.#redactor.redact(toPlainText(detail))) };
    return (await vscode.window.showWarningMessage(this.#shown(question), { modal: true, ...more }, action)) === action;
  }

  /** In a modal dialog; the action that the user chose, each a word of ours. */
  choose(question: string, ...actions: readonly string[]): Thenable<string | undefined> {
    return vscode.window.showInformationMessage(this.#shown(question), { modal: true }, ...actions);
  }

  /** For work that VS Code asks for, whose errors it shows itself: their text is plain. Cancelling stays what it is. */
  async plainly<T>(work: () => T | PromiseLike<T>): Promise<Awaited<T>> {
    try {
      return await work();
    } catch (error) {
      throw error instanceof AppError && isCancelled(error) ? error : new Error(this.#shown(textOf(error)));
    }
  }

  #shown(text: string): string {
    return toLabel(this.#redactor.redact(toPlainLine(text)));
  }
}

function textOf(error: unknown): string {
  if (error instanceof AppError) return error.message;
  if (error instanceof vscode.FileSystemError)
    return vscode.l10n.t('A file cannot be read or written: {0}', error.message);
  const name = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return vscode.l10n.t('This is a bug in Matter: {0}', name);
}

const showLog = { title: 'Show Log', command: 'matter.showLog' };
const signIn = { title: 'Sign In', command: 'matter.signIn' };

function actionFor(error: AppError): typeof showLog {
  return error.code === 'not-signed-in' || error.code === 'credentials-rejected' ? signIn : showLog;
}
