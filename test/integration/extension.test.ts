import assert from 'node:assert/strict';
import fs, { readFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { commandIds } from '../../src/vscode/commands.ts';
import { spy } from './spy.ts';

const extension = (): vscode.Extension<unknown> => {
  const found = vscode.extensions.getExtension('matter-vscode.matter-vscode');
  assert.ok(found);
  return found;
};

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly scope: string }>> };
  };
}

const manifest = (): Manifest =>
  JSON.parse(readFileSync(join(extension().extensionPath, 'package.json'), 'utf8')) as Manifest;

async function openHello(): Promise<vscode.TextDocument> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder);
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, 'hello.matter'));
  await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
  return document;
}

const lenses = async (document: vscode.TextDocument): Promise<readonly vscode.CodeLens[]> =>
  vscode.commands.executeCommand('vscode.executeCodeLensProvider', document.uri, 50);

const responses = (): readonly vscode.TextDocument[] =>
  vscode.workspace.textDocuments.filter(({ uri }) => uri.scheme === 'matter-response');

describe('the extension in VS Code', () => {
  let sockets = 0;
  const filesRead: string[] = [];

  before(async () => {
    assert.equal(extension().isActive, false); // nothing but its use starts it
    const restore = [
      spy(Socket.prototype, 'connect', () => sockets++),
      ...(['open', 'openSync', 'readFile', 'readFileSync', 'readdir', 'stat'] as const).map((name) =>
        spy(fs, name, (path) => filesRead.push(String(path))),
      ),
      ...(['open', 'readFile', 'readdir', 'stat'] as const).map((name) =>
        spy(fs.promises, name, (path) => filesRead.push(String(path))),
      ),
    ];
    await extension().activate();
    for (const undo of restore) undo();
  });

  it('opens no socket and reads no file of the workspace when it is activated', () => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
    assert.ok(folder);
    assert.equal(sockets, 0);
    assert.ok(filesRead.length > 0); // VS Code reads the bundle: the count can fail
    assert.deepEqual(
      filesRead.filter((path) => path.startsWith(folder)),
      [],
    );
  });

  it('registers exactly the commands that package.json names', async () => {
    const registered = (await vscode.commands.getCommands(true)).filter((id) =>
      (commandIds as readonly string[]).includes(id),
    );
    const described = manifest().contributes.commands.map(({ command }) => command);
    assert.deepEqual([...described].sort(), [...commandIds].sort());
    assert.deepEqual([...registered].sort(), [...commandIds].sort());
  });

  it('lets no workspace set the API origin', () => {
    assert.equal(manifest().contributes.configuration.properties['matter.apiOrigin']?.scope, 'application');
  });

  it('signs in to the sandbox, which VS Code lists as an account', async () => {
    await vscode.commands.executeCommand('matter.startSandbox');
    const accounts = await vscode.authentication.getAccounts('matter');
    assert.deepEqual(
      accounts.map(({ label }) => label),
      ['Sandbox'],
    );
  });

  it('sends a request, shows the response beside, and waits for the result', async () => {
    const document = await openHello();
    const offset = document.getText().indexOf('GET /partner-api');
    await vscode.commands.executeCommand('matter.send', document.uri, offset);
    const shown = responses().at(-1);
    assert.ok(shown);
    assert.equal(shown.languageId, 'matter-json');
    assert.match(shown.uri.path, /^\/matter-response\/json\/Result · 200 OK · \d+ ms · [\d.]+ K?B · \d+ attempts$/);
    const body = JSON.parse(shown.getText()) as {
      readonly sample_data: boolean;
      readonly analysis: { readonly basic: readonly unknown[] };
    };
    assert.equal(body.sample_data, true);
    assert.equal(body.analysis.basic.length, 12);
    const titles = (await lenses(document)).map(({ command }) => command?.title ?? '');
    assert.ok(
      titles.some((title) => title.startsWith('201 Created')),
      titles.join(),
    );
  });

  it('sends nothing where a variable has no value', async () => {
    const document = await openHello();
    const before = responses().length;
    await vscode.commands.executeCommand('matter.send', document.uri, document.getText().indexOf('GET /x'));
    assert.equal(responses().length, before);
  });

  it('shows problems while typing', async () => {
    const document = await vscode.workspace.openTextDocument({
      language: 'matter',
      content: '### A\nGET https://example.com/\nnot a header\n',
    });
    await vscode.window.showTextDocument(document);
    for (let tries = 0; tries < 1200 && vscode.languages.getDiagnostics(document.uri).length === 0; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assert.deepEqual(
      vscode.languages.getDiagnostics(document.uri).map(({ code }) => code),
      ['not-a-header'],
    );
  });

  it('opens a ready request of an operation', async () => {
    await vscode.commands.executeCommand('matter.newRequest', 'createAnalysisJob');
    const text = vscode.window.activeTextEditor?.document.getText() ?? '';
    assert.match(text, /^@external_id = EX-123456789\n/);
    assert.match(
      text,
      /POST \/partner-api\/v1\/analysis\/jobs\?external_id=\{\{%external_id\}\}\nContent-Type: application\/json/,
    );
  });

  it("takes operations from the user's own description, and keeps the shipped ones when it is broken", async () => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    const own = vscode.Uri.joinPath(folder.uri, 'own.yaml');
    const setting = vscode.workspace.getConfiguration('matter');
    const open = async (id: string): Promise<string> => {
      await vscode.commands.executeCommand('matter.newRequest', id);
      return vscode.window.activeTextEditor?.document.getText() ?? '';
    };
    const text = 'openapi: 3.1.0\npaths:\n  /own/results: { get: { operationId: getAnalysisResults } }\n';
    await vscode.workspace.fs.writeFile(own, new TextEncoder().encode(text));
    await setting.update('apiDescription', 'own.yaml', vscode.ConfigurationTarget.Workspace);
    assert.match(await open('getAnalysisResults'), /GET \/own\/results/);
    await vscode.workspace.fs.writeFile(own, new TextEncoder().encode('openapi: ['));
    await vscode.commands.executeCommand('matter.refresh');
    assert.match(await open('getAnalysisResults'), /GET \/partner-api\/v1\/analysis\/jobs/);
    await setting.update('apiDescription', undefined, vscode.ConfigurationTarget.Workspace);
  });

  it('keeps secret and token out of every document and setting', async () => {
    const session = await vscode.authentication
      .getSession('matter', [], { silent: true })
      .then(undefined, () => undefined);
    const texts = vscode.workspace.textDocuments.map((document) => document.getText()).join('\n');
    const settings = JSON.stringify(vscode.workspace.getConfiguration('matter'));
    for (const text of [texts, settings]) assert.doesNotMatch(text, /sbx_secret_|sbx_token_/);
    assert.equal(session?.accessToken ?? '', '');
  });

  it('signs out: the account is gone', async () => {
    await vscode.commands.executeCommand('matter.stopSandbox');
    assert.deepEqual(await vscode.authentication.getAccounts('matter'), []);
  });
});
