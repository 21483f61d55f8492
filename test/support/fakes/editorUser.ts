import * as vscode from 'vscode';

/** What a user would enter, by the title of the box, and pick, by the label of the item or button; all else is cancelled. */
export interface Answers {
  readonly entered?: Readonly<Record<string, string>>;
  readonly picked?: readonly string[];
  /** Where the user saves. */
  readonly saved?: vscode.Uri;
}

type Question = (...args: readonly unknown[]) => Promise<unknown>;

/**
 * Runs `work` with a user who answers so, and gives what the extension showed to them meanwhile: questions and
 * notifications. Everything else of VS Code is the real one.
 */
export async function withUser(
  { entered = {}, picked = [], saved }: Answers,
  work: () => Thenable<unknown>,
): Promise<readonly string[]> {
  const shown: string[] = [];
  const window = vscode.window as unknown as Record<string, Question>;
  const stubs: Readonly<Record<string, Question>> = {
    showInputBox: (options) => {
      const { title = '' } = options as vscode.InputBoxOptions;
      shown.push(JSON.stringify(options));
      return Promise.resolve(entered[title]);
    },
    showQuickPick: async (items, options) => {
      const all = (await (items as Thenable<readonly vscode.QuickPickItem[]>)) as readonly (
        vscode.QuickPickItem | string
      )[];
      shown.push(JSON.stringify([options, all]));
      return all.find((item) => picked.includes(typeof item === 'string' ? item : item.label));
    },
    showSaveDialog: () => Promise.resolve(saved),
    showOpenDialog: () => Promise.resolve(undefined),
  };
  for (const name of ['showErrorMessage', 'showWarningMessage', 'showInformationMessage'])
    Object.assign(stubs, {
      [name]: (...args: readonly unknown[]) => {
        shown.push(JSON.stringify(args));
        return Promise.resolve(args.find((arg) => picked.includes(arg as string)));
      },
    });
  const originals = Object.keys(stubs).map((name) => [name, window[name]] as const);
  Object.assign(window, stubs);
  try {
    await work();
    return shown;
  } finally {
    for (const [name, original] of originals) Object.assign(window, { [name]: original });
  }
}
