import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { commandIds } from '../../../src/vscode/commands.ts';
import { withUser } from '../../support/fakes/editorUser.ts';
import { hostile } from '../../support/security/threats.ts';
import { folder, HostileBench, write } from '../hostileBench.ts';

// What an extension of the attacker's could do beside ours.

const execute = vscode.commands.executeCommand;
const created = (properties: PropertyDescriptorMap): unknown =>
  Object.create(vscode.Uri.prototype, properties) as unknown;

describe('another extension', () => {
  let bench: HostileBench;
  before(async () => {
    bench = await HostileBench.start();
  });
  after(() => bench.stop());
  beforeEach(() => {
    bench.reset();
  });

  /** The user refuses, then agrees, then is not asked again; `ask` is what the extension does. */
  async function isAsked(ask: () => Thenable<unknown>, what: RegExp): Promise<void> {
    const refused = await withUser({}, ask);
    assert.match(refused.join(), what);
    assert.match(refused.join(), /"modal":true/);
    assert.deepEqual(bench.bearers, []);
    await withUser({ picked: ['Send'] }, ask);
    assert.equal(bench.bearers.length, 1);
    assert.doesNotMatch((await withUser({}, ask)).join(), /modal/, 'once');
    assert.equal(bench.bearers.length, 2);
  }
  async function untitled(content: string): Promise<vscode.TextDocument> {
    const document = await vscode.workspace.openTextDocument({ language: 'matter', content });
    await vscode.window.showTextDocument(document);
    return document;
  }

  hostile('hostile:editor', 'writes a new document and sends it: the user is asked', async () => {
    await untitled('DELETE /everything\n');
    await isAsked(() => execute('matter.send'), /Send DELETE \/everything with your account/);
  });
  hostile('hostile:editor', 'writes into a request of ours that is not saved: the user is asked', async () => {
    await withUser({}, () => execute('matter.newRequest'));
    const document = vscode.window.activeTextEditor?.document;
    assert.ok(document);
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, new vscode.Range(0, 0, 9, 0), 'DELETE /edited\n');
    await vscode.workspace.applyEdit(edit);
    await isAsked(() => execute('matter.send'), /DELETE \/edited/);
  });
  hostile('hostile:editor', 'takes the lens above a new document: the user is asked', async () => {
    const { uri } = await untitled('DELETE /lens\n');
    const lenses = await execute<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 9);
    const command = lenses.find((lens) => lens.command?.title.includes('Send') === true)?.command;
    assert.ok(command);
    await isAsked(() => execute(command.command, ...((command.arguments ?? []) as unknown[])), /DELETE \/lens/);
  });
  hostile('hostile:editor', 'sends a file of the workspace by its address: the user is asked', async () => {
    const uri = await write('by-address.matter', 'DELETE /by-address\n');
    await isAsked(() => execute('matter.send', uri, 0), /DELETE \/by-address/);
  });
  hostile('hostile:editor', 'sends all of a file: the user is asked', async () => {
    const uri = await write('all.matter', 'DELETE /all\n');
    await execute('workbench.action.closeAllEditors');
    await isAsked(() => execute('matter.runAll', uri), /Send 1 request/);
  });
  hostile('hostile:editor', 'sends what has a tag: the user is asked', async () => {
    await write('tagged.matter', '# @tag mine\nDELETE /tagged\n');
    await isAsked(() => execute('matter.runTag', 'mine'), /Send 1 request/);
  });
  hostile('hostile:editor', 'sends a file that is not of the workspace: the user is asked', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'matter-outside-'));
    writeFileSync(join(dir, 'out.matter'), 'DELETE /outside\n');
    await vscode.window.showTextDocument(vscode.Uri.file(join(dir, 'out.matter')));
    await isAsked(() => execute('matter.send'), /DELETE \/outside/);
    rmSync(dir, { recursive: true });
  });
  it('but the user is not asked for what they do in a file of the workspace', async () => {
    const uri = await write('own.matter', 'GET /own\n');
    await vscode.window.showTextDocument(uri);
    assert.deepEqual(await withUser({}, () => execute('matter.send')), []);
    assert.deepEqual(bench.bearers, ['GET /own']);
    const lenses = await execute<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 9);
    const send = lenses[0]?.command;
    assert.ok(send);
    assert.deepEqual(await withUser({}, () => execute(send.command, ...((send.arguments ?? []) as unknown[]))), []);
    assert.deepEqual(bench.bearers, ['GET /own', 'GET /own']);
  });

  hostile(
    'hostile:editor',
    'names the file that a response goes to: nothing is written without a dialogue',
    async () => {
      await vscode.window.showTextDocument(await write('saved.matter', 'GET /saved\n'));
      await withUser({}, () => execute('matter.send'));
      const response = vscode.workspace.textDocuments.findLast(({ uri }) => uri.scheme === 'matter-response');
      assert.ok(response);
      const target = vscode.Uri.joinPath(folder(), 'written.json');
      await withUser({}, () => execute('matter.response.save', response.uri, target));
      assert.ok(!existsSync(target.fsPath));
    },
  );
  hostile('hostile:editor', 'has all requests of /etc/passwd sent: it is not opened', async () => {
    for (const path of ['/etc/passwd', '/etc/hostname', '/proc/self/environ', '/dev/zero']) {
      const shown = await withUser({}, () => execute('matter.runAll', vscode.Uri.file(path)));
      assert.match(shown.join(), /is no request file/);
      assert.ok(!vscode.workspace.textDocuments.some(({ uri }) => uri.path === path));
    }
  });

  const explosive = (): unknown =>
    new Proxy(
      {},
      {
        get: () => {
          throw new Error('read');
        },
        has: () => {
          throw new Error('asked');
        },
        getPrototypeOf: () => {
          throw new Error('looked at');
        },
        ownKeys: () => {
          throw new Error('listed');
        },
      },
    );
  const job = {
    version: 1,
    id: 'x',
    externalId: 'x',
    name: '3 temporary files',
    state: 'ready',
    origin: 'https://a.test',
  };
  const crafted: readonly (readonly [string, () => unknown])[] = [
    ['a proxy that throws', explosive],
    [
      'a getter that throws',
      () => ({
        kind: 'job',
        get job() {
          throw new Error('read');
        },
      }),
    ],
    ['a list of proxies', () => [explosive(), explosive()]],
    [
      'a list that throws',
      () =>
        new Proxy([], {
          get: () => {
            throw new Error('read');
          },
        }),
    ],
    ['a job of its own', () => ({ kind: 'job', job })],
    ['a batch with null jobs', () => ({ kind: 'batch', name: 'b', jobs: [null, undefined, 5] })],
    ['an entry with a body that is a number', () => ({ id: 'x', file: 'file:///x', key: 'x', body: 5, at: NaN })],
    [
      'an address that throws',
      () =>
        created({
          scheme: {
            get: () => {
              throw new Error('read');
            },
          },
        }),
    ],
    ['an address of numbers', () => created({ scheme: { value: 5 }, path: { value: {} } })],
    ['a place of its own', () => ({ uri: vscode.Uri.file('/etc/passwd'), offset: 0 })],
    ['a promise', () => Promise.resolve(1)],
    ['a symbol', () => Symbol('x')],
  ];
  for (const [name, make] of crafted)
    hostile('hostile:editor', `calls every command with ${name}`, async () => {
      await execute('workbench.action.closeAllEditors');
      const shown: string[] = [];
      for (const command of commandIds.filter((id) => id !== 'matter.startSandbox' && !id.startsWith('matter.sign')))
        shown.push(...(await withUser({}, () => execute(command, make(), make(), make()))));
      const text = shown.join('\n');
      assert.doesNotMatch(text, /bug in Matter/);
      assert.doesNotMatch(text, /temporary files/);
      assert.deepEqual(bench.bearers, []);
    });
});
