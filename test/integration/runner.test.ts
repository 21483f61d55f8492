import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { HistoryStore } from '../../src/vscode/history/historyStore.ts';

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function write(name: string, text: string): Promise<vscode.Uri> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder);
  const uri = vscode.Uri.joinPath(folder.uri, name);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  return uri;
}

async function codes(uri: vscode.Uri, count: number): Promise<readonly unknown[]> {
  for (let tries = 0; tries < 1200; tries++) {
    const found = vscode.languages.getDiagnostics(uri).map(({ code }) => code);
    if (found.length >= count) return found;
    await wait(50);
  }
  return [];
}

describe('the runner in VS Code', () => {
  before(async () => {
    await vscode.commands.executeCommand('matter.startSandbox');
  });

  after(async () => {
    await vscode.commands.executeCommand('matter.stopSandbox');
  });

  it('shows a failed assertion in its line, until the file is edited', async () => {
    const uri = await write('assert.matter', '# @assert status == 200\nGET /auth/v1/token\n');
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('matter.send', uri, document.getText().indexOf('GET'));
    const found = vscode.languages.getDiagnostics(uri).filter(({ code }) => code === 'assertion');
    assert.deepEqual(
      found.map(({ message, range }) => [message, range.start.line]),
      [['Expected status == 200, was 405.', 0]],
    );
    const edit = new vscode.WorkspaceEdit();
    edit.insert(uri, new vscode.Position(0, 0), '# a comment\n');
    await vscode.workspace.applyEdit(edit);
    assert.ok(!vscode.languages.getDiagnostics(uri).some(({ code }) => code === 'assertion'));
    await document.save();
  });

  it('runs the asserting requests from the Test Explorer', async () => {
    const uri = await write(
      'tests.matter',
      '### right\n# @assert status == 405\nGET /auth/v1/token\n### wrong\n# @assert status == 200\nGET /auth/v1/token\n### no test\nGET /{{nothing}}\n',
    );
    await vscode.commands.executeCommand('testing.refreshTests');
    await vscode.commands.executeCommand('testing.runAll');
    assert.ok((await codes(uri, 1)).includes('assertion'));
    const wrong = vscode.languages.getDiagnostics(uri).filter(({ code }) => code === 'assertion');
    assert.deepEqual(
      wrong.map(({ range }) => range.start.line),
      [4],
    );
  });

  it('takes values of the chosen environment', async () => {
    await write('http-client.env.json', '{"dev": {"tokenPath": "auth/v1/token"}}');
    const uri = await write('environment.matter', '### a\n# @assert status == 405\nGET /{{tokenPath}}\n');
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document);
    const isUnresolved = (): boolean => vscode.languages.getDiagnostics(uri).some(({ code }) => code === 'unresolved');
    assert.ok((await codes(uri, 2)).includes('unresolved'));
    await vscode.commands.executeCommand('matter.selectEnvironment', 'dev');
    for (let tries = 0; tries < 1200 && isUnresolved(); tries++) await wait(50);
    assert.ok(!isUnresolved());
    await vscode.commands.executeCommand('matter.send', uri, document.getText().indexOf('GET'));
    assert.ok(!(await codes(uri, 1)).includes('assertion'));
  });

  it('keeps the history over a reload, and leaves out what is no entry', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'matter-history-'));
    const folder = vscode.Uri.file(dir);
    const problems: unknown[] = [];
    const onProblem = (error: unknown): void => {
      problems.push(error);
    };
    const first = new HistoryStore(folder, onProblem);
    const common = { at: 1, file: 'file:///a', key: 'a', title: 'A', method: 'GET', origin: 'https://h', path: '/' };
    await first.add({ id: '1', ...common, status: 200, timeMs: 1, sizeBytes: 1, failed: false });
    first.dispose();
    writeFileSync(join(dir, '0000000000000002-2.json'), 'broken');
    const second = new HistoryStore(folder, onProblem);
    assert.deepEqual(
      (await second.entries()).map(({ id }) => id),
      ['1'],
    );
    second.dispose();
    assert.ok(existsSync(join(dir, '0000000000000002-2.json')));
    assert.deepEqual(problems, []);
    rmSync(dir, { recursive: true });
  });
});
