import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import * as vscode from 'vscode';
import { withUser } from '../support/fakes/editorUser.ts';
import { sendText } from './requests.ts';

const execute = vscode.commands.executeCommand;

describe('responses in VS Code', () => {
  const dir = mkdtempSync(join(tmpdir(), 'matter-responses-'));
  const row = `{"id": 1, "name": "the quick brown fox"},\n`;
  const large = `[${row.repeat(Math.ceil(12_000_000 / row.length))}{"id": "last"}]`;
  let server: Server;
  let origin = '';

  before(async () => {
    let count = 0;
    server = createServer((request, response) => {
      if (request.url === '/events') {
        response.writeHead(200, { 'Content-Type': 'text/event-stream' }).write('data: first\n\n');
        return;
      }
      response.setHeader('Content-Type', 'application/json');
      response.end(request.url === '/large' ? large : `{"count": ${++count}, "big": 12345678901234567890}`);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  after(() => {
    server.closeAllConnections();
    server.close();
    rmSync(dir, { recursive: true });
  });

  const shown = (text: string): vscode.Uri => {
    const document = vscode.workspace.textDocuments.find(
      (one) => one.uri.scheme === 'matter-response' && one.getText().includes(text),
    );
    assert.ok(document);
    return document.uri;
  };
  const lensTitles = async (uri: vscode.Uri): Promise<readonly string[]> => {
    const lenses = await execute<readonly vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 20);
    return lenses.map(({ command }) => command?.title ?? '');
  };

  it('keeps every digit, and saves the bytes as they came', async () => {
    assert.match((await sendText(`GET ${origin}/\n`)) ?? '', /"big": 12345678901234567890\n/);
    const uri = shown('"count": 1');
    const target = vscode.Uri.file(join(dir, 'small.json'));
    await withUser({ saved: target }, () => execute('matter.response.save', uri));
    assert.equal(readFileSync(target.fsPath, 'utf8'), '{"count": 1, "big": 12345678901234567890}');
    assert.deepEqual(await lensTitles(uri), ['Save Body…', 'Query…', 'Headers']);
  });

  it('shows events as they come, and keeps them when they are cancelled', async () => {
    const open = (text: string): vscode.TextDocument | undefined =>
      vscode.workspace.textDocuments.find(
        (one) =>
          one.uri.scheme === 'matter-response' && one.uri.path.includes(text) && one.getText().includes('data: first'),
      );
    const sending = sendText(`GET ${origin}/events\n`);
    while (open('receiving') === undefined) await delay(20);
    await execute('matter.cancel');
    await sending;
    const kept = open('incomplete');
    assert.ok(kept, 'what had come is lost');
    assert.match((await lensTitles(kept.uri))[0] ?? '', /What had come is kept/);
  });

  it('answers a JSONPath', async () => {
    await execute('matter.response.query', shown('"count": 1'), '$.count');
    assert.equal(vscode.workspace.textDocuments.find(({ uri }) => uri.path.includes('$.count'))?.getText(), '1');
  });

  it('shows of a large one what it is, and saves, queries and opens it', async () => {
    const page = (await sendText(`GET ${origin}/large\n`)) ?? '';
    assert.match(page, /^This response is too large to be shown at once/);
    assert.match(page, /Size {3}12\.0 MB\nType {3}application\/json\n/);
    assert.ok(page.length < 10_000);
    const uri = shown('too large');
    assert.deepEqual(await lensTitles(uri), ['Save Body…', 'Query…', 'Open Anyway', 'Headers']);
    const target = vscode.Uri.file(join(dir, 'large.json'));
    await withUser({ saved: target }, () => execute('matter.response.save', uri));
    assert.ok(readFileSync(target.fsPath, 'utf8') === large);
    const workers: Worker[] = [];
    const count = (worker: Worker): void => void workers.push(worker);
    process.on('worker', count);
    await execute('matter.response.query', uri, '$[-1].id');
    process.removeListener('worker', count);
    assert.equal(workers.length, 1); // a large body is queried in a thread of its own
    assert.equal(vscode.workspace.textDocuments.find((one) => one.uri.path.includes('$[-1].id'))?.getText(), '"last"');
    await execute('matter.response.openAnyway', uri);
    const tab = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    assert.ok(tab instanceof vscode.TabInputText && tab.uri.scheme === 'file');
    await execute('workbench.action.closeActiveEditor');
  });

  it('compares the last two of a request', async () => {
    const text = `GET ${origin}/\n`;
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    const uri = vscode.Uri.joinPath(folder.uri, 'twice.matter');
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    await execute('matter.send', uri, 0);
    await execute('matter.send', uri, 0);
    const last = shown('"count": 3');
    const lenses = await execute<readonly vscode.CodeLens[]>('vscode.executeCodeLensProvider', last, 20);
    const compare = lenses.find(({ command }) => command?.title === 'Compare with Previous')?.command;
    assert.ok(compare);
    await execute(compare.command, ...((compare.arguments ?? []) as unknown[]));
    const tab = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    assert.ok(tab instanceof vscode.TabInputTextDiff);
    assert.match((await vscode.workspace.openTextDocument(tab.original)).getText(), /"count": 2/);
    assert.match((await vscode.workspace.openTextDocument(tab.modified)).getText(), /"count": 3/);
  });
});
