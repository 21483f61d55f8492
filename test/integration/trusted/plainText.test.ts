import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { AppError } from '../../../src/core/appError.ts';
import { Redactor } from '../../../src/core/http/redactor.ts';
import { enterText, pickMany, pickOne, showProgress } from '../../../src/vscode/dialogs.ts';
import * as labels from '../../../src/vscode/labels.ts';
import { asPlainMarkdown } from '../../../src/vscode/markdown.ts';
import { Report } from '../../../src/vscode/report.ts';
import { VirtualDocuments } from '../../../src/vscode/virtualDocuments.ts';
import { withUser } from '../../support/fakes/editorUser.ts';
import { hostile } from '../../support/security/threats.ts';
import { startMatterServer } from '../../support/servers/matterServer.ts';

/** What VS Code itself reads in a text: vs/base/common/linkedText.ts and iconLabels.ts; and what a terminal obeys. */
const link = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;
const icon = /\$\([A-Za-z0-9-]+(?:~[A-Za-z]+)?\)/;

const control = /[\0-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/;

const payloads = [
  '[Sign in again](command:workbench.action.terminal.sendSequence?%7B%22text%22%3A%22id%5Cn%22%7D)',
  '[x](https://evil.test/?token "t")',
  '[x](file:///etc/passwd)',
  '[a]\u200B(command:x.y)',
  '[a]\u202E(command:x.y)\u202C',
  '[[a](command:x.y)](command:x.z)',
  '[a](command:x.y)[b](command:x.z)',
  '[\r\n](command:x.y)',
  '$(error) $(sync~spin)',
  '$\u200B(error)',
  '\\$(error)',
  '\x1b[2J\x1b[1;32mALL 12 TESTS PASSED\x1b[0m',
  'fund\u202Evsc.exe',
  'a\nMatter: b\rc\u2028d',
];

function refuseMarks(text: string, where: string): void {
  assert.doesNotMatch(text, link, where);
  assert.doesNotMatch(text, icon, where);
  assert.doesNotMatch(text, control, where);
}

/** All texts in what was given to VS Code, but for what it does not show. */
function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsOf);
  if (typeof value !== 'object' || value === null || value instanceof vscode.Uri) return [];
  return Object.entries(value).flatMap(([key, own]) => (key === 'choice' || key === 'uri' ? [] : textsOf(own)));
}

/** In what the user is shown meanwhile; how many questions and notifications. */
async function refuseShown(work: () => Thenable<unknown>): Promise<number> {
  const shown = await withUser({}, work);
  for (const one of shown) for (const said of textsOf(JSON.parse(one))) refuseMarks(said, said);
  return shown.length;
}

async function labelsOf(uri: vscode.Uri): Promise<readonly string[]> {
  const { executeCommand } = vscode.commands;
  const lenses = await executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 9);
  const symbols = await executeCommand<vscode.DocumentSymbol[]>('vscode.executeDocumentSymbolProvider', uri);
  return [
    ...lenses.map(({ command }) => command?.title.replace('$(play)', '') ?? ''),
    ...symbols.flatMap(({ name, detail }) => [name, detail]),
  ];
}

/** What the sinks of ours hand to VS Code for a text of others. */
const sinks: Readonly<Record<string, (text: string) => unknown>> = {
  'a row of a tree': (text) =>
    labels.treeItem({ label: text, description: text, tooltip: text, spoken: text, children: 'collapsed' }),
  'a lens': (text) => labels.codeLens(new vscode.Range(0, 0, 0, 0), { title: text }),
  'a problem': (text) => labels.diagnostic(new vscode.Range(0, 0, 0, 0), text, vscode.DiagnosticSeverity.Error, 'code'),
  'an action': (text) => labels.codeAction(text, vscode.CodeActionKind.QuickFix),
  'a hint': (text) => labels.inlayHint(new vscode.Position(0, 0), text),
  'a symbol': (text) => {
    const range = new vscode.Range(0, 0, 0, 0);
    return labels.documentSymbol({ name: text, detail: text, kind: vscode.SymbolKind.Method }, range, range);
  },
  'a completion': (text) => labels.completionItem(text, vscode.CompletionItemKind.Text).label,
  'a message of a test: output': (text) => {
    const written: string[] = [];
    const run = { appendOutput: (output: string) => written.push(output) } as unknown as vscode.TestRun;
    labels.testOutput(run, text, undefined as unknown as vscode.TestItem);
    return written.map((output) => output.replaceAll('\r\n', '\n'));
  },
  'a message of a test': (text) => labels.testMessage(text).message,
};

describe('text of others is plain text', () => {
  const redactor = new Redactor();
  const report = new Report({ error: () => undefined }, redactor);

  for (const [name, make] of Object.entries(sinks))
    hostile('hostile:editor', `in ${name}`, () => {
      for (const payload of payloads)
        for (const text of textsOf(make(payload))) {
          if (!name.startsWith('a message of a test')) refuseMarks(text, JSON.stringify(payload));
          else assert.doesNotMatch(text, control); // a terminal knows no links and icons
        }
    });

  hostile('hostile:editor', 'in notifications and modal questions', async () => {
    for (const payload of payloads) {
      const shown = await withUser({}, async () => {
        report.error(new AppError('usage', payload));
        report.error(new Error(payload));
        report.error(vscode.FileSystemError.FileNotFound(payload));
        await report.information(vscode.l10n.t('The analysis of {0} is ready.', payload), 'Open Result');
        await report.warning(payload);
        await report.confirm(payload, 'Send', payload);
      });
      assert.equal(shown.length, 6);
      for (const one of shown) for (const text of textsOf(JSON.parse(one))) refuseMarks(text, text);
      await assert.rejects(
        report.plainly(() => {
          throw new AppError('usage', payload);
        }),
        ({ message }: Error) => {
          refuseMarks(message, payload);
          return true;
        },
      );
    }
  });

  hostile('hostile:editor', 'in pickers and boxes', async () => {
    for (const payload of payloads) {
      const shown = await withUser({}, async () => {
        const items = [{ label: payload, description: payload, detail: payload }];
        await pickOne(items, { title: payload, placeHolder: payload });
        await pickMany(items, { title: payload });
        await enterText({ title: payload, prompt: payload, placeHolder: payload });
      });
      assert.equal(shown.length, 3);
      for (const one of shown) for (const text of textsOf(JSON.parse(one))) refuseMarks(text, text);
    }
  });

  hostile('hostile:editor', 'in what a box says of what was entered', async () => {
    const { showInputBox } = vscode.window;
    const said: unknown[] = [];
    Object.assign(vscode.window, {
      showInputBox: async (options: vscode.InputBoxOptions) => void said.push(await options.validateInput?.('x')),
    });
    for (const payload of payloads) await enterText({ title: 'T', validate: () => payload });
    Object.assign(vscode.window, { showInputBox });
    assert.equal(said.length, payloads.length);
    for (const text of said) refuseMarks(String(text), String(text));
  });

  hostile('hostile:editor', 'in progress', async () => {
    const { withProgress } = vscode.window;
    const said: string[] = [];
    Object.assign(vscode.window, {
      withProgress: (options: vscode.ProgressOptions, work: Parameters<typeof withProgress>[1]) => {
        said.push(options.title ?? '');
        const progress = { report: ({ message }: { message?: string }) => said.push(message ?? '') };
        return work(progress, new vscode.CancellationTokenSource().token);
      },
    });
    for (const payload of payloads)
      await showProgress(payload, (tell) => {
        tell(payload);
        return Promise.resolve();
      });
    Object.assign(vscode.window, { withProgress });
    assert.equal(said.length, 2 * payloads.length);
    for (const text of said) refuseMarks(text, text);
  });

  hostile('hostile:editor', 'in the status bar, where the icon is ours', () => {
    const { createStatusBarItem } = vscode.window;
    const item = { text: '', tooltip: '', show: () => undefined };
    Object.assign(vscode.window, { createStatusBarItem: () => item });
    const status = new labels.StatusItem('matter.test', 'Test');
    Object.assign(vscode.window, { createStatusBarItem });
    for (const payload of payloads) {
      status.show({ icon: 'layers', text: payload, tooltip: payload, command: 'x' });
      assert.ok(item.text.startsWith('$(layers) '));
      refuseMarks(item.text.slice('$(layers) '.length), payload);
      refuseMarks(item.tooltip, payload);
    }
  });

  hostile('hostile:editor', 'in the titles of editors', () => {
    const documents = new VirtualDocuments();
    for (const payload of payloads) refuseMarks(documents.add(payload, 'txt', () => '').path, payload);
    documents.dispose();
  });

  hostile('hostile:editor', 'in Markdown', () => {
    for (const payload of payloads) {
      const text = asPlainMarkdown(payload);
      assert.doesNotMatch(text, /(?<!\\)[[\]<]/);
      assert.doesNotMatch(text, control);
    }
  });

  hostile('hostile:editor', 'of a file and its server, on the way from both to a notification', async () => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    const server = await startMatterServer('sbx_token_plain');
    const [payload = ''] = payloads;
    const files: Readonly<Record<string, string>> = {
      'account.matter': `# @account ${payload}\nGET ${server.origin}/x\n`,
      'note.matter': `# @note ${payload}\nGET ${server.origin}/x\n`,
      'prompt.matter': `# @prompt value ${payload}\nGET ${server.origin}/{{value}}\n`,
      'title.matter': `### ${payload}\nGET ${server.origin}/{{nothing}}\n`,
      'depends.matter': `# @depends ${payload}\nGET ${server.origin}/x\n`,
    };
    for (const [name, text] of Object.entries(files)) {
      const uri = vscode.Uri.joinPath(folder.uri, name);
      await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
      const at = text.indexOf('GET');
      await refuseShown(() => vscode.commands.executeCommand('matter.send', uri, at));
      for (const label of await labelsOf(uri)) refuseMarks(label, name);
    }
    const imported = vscode.Uri.joinPath(folder.uri, 'a [x](command:y).http');
    await vscode.workspace.fs.writeFile(
      imported,
      new TextEncoder().encode('GET https://a.test/\n\n> {% client.log(1) %}\n'),
    );
    assert.equal(await refuseShown(() => vscode.commands.executeCommand('matter.importHttpFile', imported)), 1);
    await vscode.workspace.fs.delete(imported);
    await server.stop();
  });
});
