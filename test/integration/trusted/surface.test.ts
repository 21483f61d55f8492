import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { ApiService } from '../../../src/vscode/apiService.ts';
import { commandIds } from '../../../src/vscode/commands.ts';
import { ApiTree } from '../../../src/vscode/explorer/apiTree.ts';
import { withUser } from '../../support/fakes/editorUser.ts';
import { startMatterServer } from '../../support/servers/matterServer.ts';
import { threat } from '../../support/security/threats.ts';
import { spy } from '../spy.ts';

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const extension = (): vscode.Extension<unknown> => {
  const found = vscode.extensions.getExtension('matter-vscode.matter-vscode');
  assert.ok(found);
  return found;
};

async function write(name: string, text: string): Promise<vscode.Uri> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder);
  const uri = vscode.Uri.joinPath(folder.uri, name);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  return uri;
}

/** The text of the shipped code of ours: not of the libraries. */
function bundles(): string {
  const dist = join(extension().extensionPath, 'dist');
  const names = readdirSync(dist).filter((name) => /^extension.*\.js$/.test(name));
  assert.ok(names.length > 1);
  return names.map((name) => readFileSync(join(dist, name), 'utf8')).join('\n');
}

threat('T08', 'Auto-send', () => {
  let sockets = 0;
  let restore: () => void;
  before(() => {
    restore = spy(Socket.prototype, 'connect', () => sockets++);
  });
  after(() => {
    restore();
  });

  it('does not happen when files are opened, edited, saved and closed', async () => {
    const server = await startMatterServer('sbx_token_auto');
    const uri = await write(
      'auto.matter',
      `# @run-on-open\n# @auto\n### a\n# @assert status == 200\nGET ${server.origin}/x\n`,
    );
    const document = await vscode.workspace.openTextDocument(uri);
    const editor = await vscode.window.showTextDocument(document);
    await extension().activate();
    await vscode.commands.executeCommand('vscode.executeCodeLensProvider', uri, 10);
    await vscode.commands.executeCommand('vscode.executeHoverProvider', uri, new vscode.Position(3, 8));
    await editor.edit((edit) => {
      edit.insert(new vscode.Position(5, 0), `### b\n# @assert status == 200\nGET ${server.origin}/y\n`);
    });
    await document.save();
    await vscode.commands.executeCommand('testing.refreshTests').then(undefined, () => undefined);
    await vscode.commands.executeCommand('matter.refresh');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await wait(1000);
    assert.equal(sockets, 0);
    assert.deepEqual(server.seen, []);
    const plain = await write('plain.matter', `GET ${server.origin}/x\n`);
    await withUser({}, () => vscode.commands.executeCommand('matter.send', plain, 0));
    assert.equal(server.seen.length, 1);
    assert.notEqual(sockets, 0); // the count can fail
    await server.stop();
  });

  it('has no way in from a link', () => {
    assert.doesNotMatch(bundles(), /registerUriHandler/);
  });
});

/** Nothing in it is a link or an image, but in a fence, where all is text. */
function refuseLinks({ value, isTrusted, supportHtml }: vscode.MarkdownString): void {
  assert.ok((isTrusted === undefined || isTrusted === false) && supportHtml !== true);
  const outside = value.replaceAll(/^(`{3,})text\n.*?\n\1$/gms, '');
  assert.doesNotMatch(outside, /(?<!\\)[\](<]+command:|(?<!\\)[[\]<]/);
}

threat('T14', 'Command links', () => {
  const payloads = [
    '[x](command:matter.send)',
    '<a href="command:matter.startSandbox">x</a>',
    '![x](command:workbench.action.terminal.new)',
    'a\\n```\\n[x](command:matter.signOut?%5B%5D "z")',
  ];
  for (const [index, payload] of payloads.entries())
    it(`do not become links in a hover: ${payload}`, async () => {
      const uri = await write(`links-${index}.matter`, `@value = ${payload}\n### a\nGET https://a.test/{{value}}\n`);
      const document = await vscode.workspace.openTextDocument(uri);
      await vscode.window.showTextDocument(document);
      const at = document.positionAt(document.getText().indexOf('{{value') + 4);
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', uri, at);
      const contents = hovers.flatMap((hover) => hover.contents) as vscode.MarkdownString[];
      assert.ok(
        contents.some(({ value }) => value.includes('command')),
        'the value is shown',
      );
      contents.forEach(refuseLinks);
    });

  it('do not become links in the documentation of an operation, in hovers and in the view of the API', async () => {
    const description = payloads.slice(0, 3).join(' ');
    const operation = { operationId: 'linked', summary: description, description };
    await write('links.yaml', JSON.stringify({ openapi: '3.1.0', paths: { '/linked': { get: operation } } }));
    const setting = vscode.workspace.getConfiguration('matter');
    await setting.update('apiDescription', 'links.yaml', vscode.ConfigurationTarget.Workspace);
    await vscode.commands.executeCommand('matter.refresh');
    const uri = await write('linked.matter', '### a\nGET /linked\n');
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
    let contents: readonly vscode.MarkdownString[] = [];
    for (let tries = 0; tries < 1200 && !contents.some(({ value }) => value.includes('command')); tries++) {
      const at = new vscode.Position(1, 8);
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', uri, at);
      contents = hovers.flatMap((hover) => hover.contents) as vscode.MarkdownString[];
      await wait(100);
    }
    assert.ok(contents.some(({ value }) => value.includes('command')));
    contents.forEach(refuseLinks);
    const shipped = vscode.Uri.joinPath(extension().extensionUri, 'media', 'matter-partner-api.openapi.yaml');
    const api = new ApiService({ shipped, userPath: () => 'links.yaml', onProblem: assert.ifError });
    const linked = await api.operation('linked');
    assert.ok(linked);
    const tree = new ApiTree(api, () => Promise.resolve(true));
    const tooltip = tree.getTreeItem({ kind: 'operation', operation: linked }).tooltip as vscode.MarkdownString;
    assert.ok(tooltip.value.includes('command'));
    refuseLinks(tooltip);
    tree.dispose();
    await setting.update('apiDescription', undefined, vscode.ConfigurationTarget.Workspace);
  });

  it('are trusted nowhere in the shipped code', () => {
    assert.doesNotMatch(
      bundles(),
      /isTrusted\s*[:=]\s*(?:!0|true)|enabledCommands|enableCommandUris\s*:\s*(?:!0|true|\[)/,
    );
  });

  it('and other extensions may call every command with anything: it says what is wrong, or does nothing', async () => {
    const server = await startMatterServer('sbx_token_fuzz');
    const bugs: string[] = [];
    const hostile: readonly unknown[] = [
      undefined,
      null,
      -1,
      NaN,
      '',
      '../../etc/passwd',
      server.origin,
      [],
      {},
      { id: 1, file: 'file:///etc/passwd', key: '#0' },
      { toString: () => 'x' },
      vscode.Uri.parse('http://a.test/x'),
      vscode.Uri.parse('command:matter.signIn'),
      () => 1,
    ];
    for (const command of commandIds.filter((id) => id !== 'matter.startSandbox')) {
      for (const argument of hostile) {
        const shown = await withUser({}, () => vscode.commands.executeCommand(command, argument, argument, argument));
        if (shown.join().includes('This is a bug in Matter'))
          bugs.push(`${command} ${JSON.stringify(argument)}: ${shown.join()}`);
      }
    }
    assert.deepEqual(bugs, []);
    assert.deepEqual(server.seen, []);
    await server.stop();
  });
});

threat('T27', 'Another extension takes the token', () => {
  it('finds nothing exported', async () => {
    await extension().activate();
    assert.equal(extension().exports, undefined);
  });

  it('gets no token from a command', async () => {
    const server = await startMatterServer('sbx_token_surface');
    await vscode.workspace
      .getConfiguration('matter')
      .update('apiOrigin', server.origin, vscode.ConfigurationTarget.Global);
    const entered = { 'Client ID': 'sbx_surface_id', 'Client Secret': 'sbx_surface_secret' };
    const returned: unknown[] = [];
    await withUser({ picked: ['Matter API'], entered }, async () => {
      for (const command of ['matter.signIn', ...commandIds.filter((id) => !id.includes('matter.sign'))])
        returned.push(await vscode.commands.executeCommand(command));
      returned.push(await vscode.commands.executeCommand('matter.signOut'));
    });
    await vscode.workspace.getConfiguration('matter').update('apiOrigin', undefined, vscode.ConfigurationTarget.Global);
    assert.ok(server.seen.length > 0);
    assert.deepEqual(
      returned.filter((value) => value !== undefined),
      [],
    );
    await server.stop();
  });

  it('gets no session without the consent that VS Code asks for', async () => {
    const session = await vscode.authentication.getSession('matter', ['api'], { silent: true });
    assert.equal(session, undefined);
  });
});
