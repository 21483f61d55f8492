import assert from 'node:assert/strict';
import { Socket } from 'node:net';
import * as vscode from 'vscode';
import { commandIds, trustedCommandIds } from '../../../src/vscode/commands.ts';
import { withUser } from '../../support/fakes/editorUser.ts';
import { startMatterServer } from '../../support/servers/matterServer.ts';
import { tally } from '../../support/security/tally.ts';
import { threat } from '../../support/security/threats.ts';
import { spy } from '../spy.ts';

const folder = (): vscode.Uri => {
  const [first] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(first);
  return first.uri;
};

async function write(name: string, text: string): Promise<vscode.Uri> {
  const uri = vscode.Uri.joinPath(folder(), name);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  return uri;
}

async function waitFor(what: string, isSo: () => boolean): Promise<void> {
  for (let tries = 0; tries < 1200; tries++) {
    if (isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail(`did not happen: ${what}`);
}

/** What a command said when it was refused; it must have said something. */
async function refusalOf(command: string, ...args: readonly unknown[]): Promise<string> {
  const shown = await withUser({ picked: ['Sandbox', 'Matter API'] }, () =>
    vscode.commands.executeCommand(command, ...args),
  );
  return shown.join('\n');
}

const untrusted = /a workspace that you do not trust/;

threat('T09', 'Untrusted workspace', () => {
  let sockets = 0;
  let restore: () => void;
  let request: vscode.Uri;
  let portfolio: vscode.Uri;
  let server: Awaited<ReturnType<typeof startMatterServer>>;

  before(async () => {
    server = await startMatterServer('sbx_token_restricted');
    await write('secret.txt', 'sbx_included_secret');
    await write('http-client.private.env.json', '{"dev": {"key": "sbx_private_value"}}');
    request = await write(
      'hostile.matter',
      `### one\nGET ${server.origin}/x\n\n### two\nPOST ${server.origin}/y\n\n< secret.txt\n\n### three\nnot a request\nGET /{{nothing}}\n`,
    );
    portfolio = await write('portfolio.csv', 'ISIN,Weight\nUS0378331005,100\n');
    restore = spy(Socket.prototype, 'connect', () => sockets++);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(request));
    await vscode.extensions.getExtension('matter-vscode.matter-vscode')?.activate();
  });
  after(async () => {
    restore();
    await server.stop();
  });

  it('is what this one is, and the extension runs in it', () => {
    assert.equal(vscode.workspace.isTrusted, false);
    assert.equal(vscode.extensions.getExtension('matter-vscode.matter-vscode')?.isActive, true);
    tally('trust check', 'Restricted Mode');
  });

  it('still has its request files checked and completed', async () => {
    await waitFor('problems', () => vscode.languages.getDiagnostics(request).length > 0);
    const symbols = await vscode.commands.executeCommand<readonly unknown[]>(
      'vscode.executeDocumentSymbolProvider',
      request,
    );
    assert.equal(symbols.length, 3);
    tally('trust check', 'language features in Restricted Mode');
  });

  for (const command of trustedCommandIds)
    it(`gets nothing from ${command}`, async () => {
      const first = command === 'matter.analysePortfolio' ? portfolio : request;
      assert.match(await refusalOf(command, first, 0), untrusted);
      assert.match(await refusalOf(command), untrusted);
    });

  it('may call no other command that sends or signs in', () => {
    const others = commandIds.slice(trustedCommandIds.length);
    assert.deepEqual(
      others.filter((id) => /send|run|sign|start|analyse|copyAs|test/i.test(id)),
      ['matter.signOut'],
    );
  });

  it('reads no environment', async () => {
    const shown = await refusalOf('matter.selectEnvironment', 'dev');
    assert.match(shown, /no environments/);
  });

  it('gets no session of an account', async () => {
    await assert.rejects(async () => {
      const session = await vscode.authentication.getSession('matter', ['api'], { silent: true });
      if (session === undefined) throw new Error('no session');
    });
  });

  it('opens no connection, whatever is called', async () => {
    for (const command of commandIds) await refusalOf(command, request, 0);
    assert.equal(sockets, 0);
    assert.equal(server.seen.length, 0);
    tally('trust check', 'no connection in Restricted Mode');
  });

  it('cannot name a description of the API that is read', async () => {
    await write('evil.yaml', 'openapi: 3.1.0\npaths:\n  /evil: { get: { operationId: evilOperation } }\n');
    const setting = vscode.workspace.getConfiguration('matter');
    await setting.update('apiDescription', 'evil.yaml', vscode.ConfigurationTarget.Workspace);
    await vscode.commands.executeCommand('matter.refresh');
    assert.equal(vscode.workspace.getConfiguration('matter').get('apiDescription'), '');
    await refusalOf('matter.newRequest', 'evilOperation');
    assert.doesNotMatch(vscode.window.activeTextEditor?.document.getText() ?? '', /\/evil/);
    await setting.update('apiDescription', undefined, vscode.ConfigurationTarget.Workspace);
    tally('trust check', 'restricted configuration');
  });

  it('can fail: the server answers whoever asks it', async () => {
    assert.equal((await fetch(`${server.origin}/x`)).status, 200);
    assert.ok(sockets > 0 || server.seen.length > 0);
  });
});
