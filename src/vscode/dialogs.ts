import * as vscode from 'vscode';
import { toLabel, toLabelText, type Icon } from './labels.ts';

// Questions that are no notifications: report.ts has those. All texts pass toLabel, as those of labels.ts.

export interface Choice {
  readonly label: string;
  readonly icon?: Icon;
  readonly description?: string;
  readonly detail?: string;
  readonly picked?: boolean;
}

export interface PickOptions {
  readonly title: string;
  readonly placeHolder?: string;
  readonly ignoreFocusOut?: boolean;
  readonly matchOnDescription?: boolean;
}

/** Undefined where the user picked none. */
export async function pickOne<T extends Choice>(choices: readonly T[], options: PickOptions): Promise<T | undefined> {
  return (await vscode.window.showQuickPick(choices.map(toItem), labelled(options)))?.choice;
}

export async function pickMany<T extends Choice>(
  choices: readonly T[],
  options: PickOptions,
): Promise<readonly T[] | undefined> {
  const picked = await vscode.window.showQuickPick(choices.map(toItem), { ...labelled(options), canPickMany: true });
  return picked?.map(({ choice }) => choice);
}

function toItem<T extends Choice>(choice: T): vscode.QuickPickItem & { readonly choice: T } {
  const { label, icon, description, detail, picked } = choice;
  return {
    label: toLabel(label, icon),
    ...(description === undefined ? {} : { description: toLabel(description) }),
    ...(detail === undefined ? {} : { detail: toLabel(detail) }),
    ...(picked === undefined ? {} : { picked }),
    choice,
  };
}

function labelled<T extends { readonly title: string; readonly placeHolder?: string }>(options: T): T {
  const { title, placeHolder } = options;
  const shown = placeHolder === undefined ? {} : { placeHolder: toLabel(placeHolder) };
  return { ...options, title: toLabel(title), ...shown };
}

export interface EntryOptions {
  readonly title: string;
  readonly prompt?: string;
  readonly placeHolder?: string;
  readonly value?: string;
  readonly password?: boolean;
  readonly ignoreFocusOut?: boolean;
  /** What is wrong with it; undefined where it may be entered. */
  readonly validate?: (text: string) => string | undefined;
}

/** Undefined where the user entered nothing. */
export function enterText({ validate, prompt, ...options }: EntryOptions): Thenable<string | undefined> {
  const problemOf = (text: string): string | undefined => {
    const problem = validate?.(text);
    return problem === undefined ? undefined : toLabelText(problem);
  };
  return vscode.window.showInputBox({
    ...labelled(options),
    ...(prompt === undefined ? {} : { prompt: toLabel(prompt) }),
    ...(validate === undefined ? {} : { validateInput: problemOf }),
  });
}

/** A notification for as long as the work takes; with Cancel where `onCancel` is given. */
export function showProgress<T>(
  title: string,
  work: (report: (message: string) => void) => Thenable<T>,
  onCancel?: () => void,
): Thenable<T> {
  const location = vscode.ProgressLocation.Notification;
  return vscode.window.withProgress(
    { location, title: toLabel(title), cancellable: onCancel !== undefined },
    (progress, token) => {
      token.onCancellationRequested(() => onCancel?.());
      return work((message) => {
        progress.report({ message: toLabel(message) });
      });
    },
  );
}
