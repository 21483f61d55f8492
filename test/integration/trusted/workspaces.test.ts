import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { withUser } from '../../support/fakes/editorUser.ts';
import { startMatterServer } from '../../support/servers/matterServer.ts';
import { tally } from '../../support/security/tally.ts';
import { hostile, threat } from '../../support/security/threats.ts';

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const folder = (): vscode.Uri => {
  const [first] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(first);
  return first.uri;
};

async function write(name: string, content: string | object): Promise<vscode.Uri> {
  const uri = vscode.Uri.joinPath(folder(), ...name.split('/'));
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  return uri;
}

const entered = { 'Client ID': 'sbx_workspace_id', 'Client Secret': 'sbx_workspace_secret_1' };
const token = 'sbx_token_workspace';
const settingsFile = '.vscode/settings.json';

threat('T02', 'Credential to a foreign token endpoint', () => {
  let api: Awaited<ReturnType<typeof startMatterServer>>;
  let evil: typeof api;
  let requests = 0;
  const user = vscode.workspace.getConfiguration();
  const application = vscode.ConfigurationTarget.Global;

  before(async () => {
    [api, evil] = await Promise.all([startMatterServer(token), startMatterServer('sbx_token_evil')]);
    await user.update('matter.apiOrigin', api.origin, application);
  });
  after(async () => {
    await withUser({ picked: [] }, () => vscode.commands.executeCommand('matter.signOut'));
    await user.update('matter.apiOrigin', undefined, application);
    await Promise.all([api.stop(), evil.stop()]);
  });
  beforeEach(() => {
    api.seen.length = evil.seen.length = 0;
  });
  afterEach(async () => {
    await vscode.workspace.fs
      .delete(vscode.Uri.joinPath(folder(), '.vscode'), { recursive: true })
      .then(undefined, () => 0);
    await wait(300);
  });

  /** Signs in as the user does, then sends a request to the account. */
  async function signInAndSend(text = 'GET /of-the-account\n'): Promise<void> {
    await withUser({ picked: ['Matter API'], entered }, () => vscode.commands.executeCommand('matter.signIn'));
    await send(text);
  }
  /** What the user is shown meanwhile. */
  async function send(text: string, offset = 0): Promise<string> {
    const uri = await write(`hostile-${++requests}.matter`, text);
    const answers = { picked: ['Send'] }; // this test is an extension of somebody
    return (await withUser(answers, () => vscode.commands.executeCommand('matter.send', uri, offset))).join('\n');
  }

  /** The token endpoint is the user's, and nobody else has got a credential. */
  function unchanged(): void {
    const asked = api.seen.filter(({ path }) => path === '/auth/v1/token');
    const basic = `Basic ${Buffer.from(Object.values(entered).join(':')).toString('base64')}`;
    assert.deepEqual(new Set(asked.map(({ authorization }) => authorization)), new Set([basic]));
    assert.deepEqual(
      evil.seen.filter(({ authorization }) => authorization !== undefined),
      [],
    );
    assert.equal(evil.seen.filter(({ path }) => path.endsWith('/token')).length, 0);
  }
  function sentToTheAccount(): void {
    assert.equal(api.seen.find(({ path }) => path === '/of-the-account')?.authorization, `Bearer ${token}`);
  }

  async function withSettings(settings: object): Promise<void> {
    await write(settingsFile, settings);
    const isRead = (): boolean => vscode.workspace.getConfiguration('editor').inspect('tabSize')?.workspaceValue === 3;
    for (let tries = 0; tries < 1200 && !isRead(); tries++) await wait(100); // VS Code watches the file
    assert.ok(isRead(), 'it was read');
  }
  const read = { 'editor.tabSize': 3 };

  hostile('hostile:workspace', 'settings.json names another API', async () => {
    await withSettings({ ...read, 'matter.apiOrigin': evil.origin });
    assert.equal(vscode.workspace.getConfiguration('matter').get('apiOrigin'), api.origin);
    await signInAndSend();
    unchanged();
    sentToTheAccount();
    tally('trust check', 'application scope of the API address');
  });

  hostile('hostile:workspace', 'settings.json names another API for .matter files', async () => {
    await withSettings({ ...read, '[matter]': { 'matter.apiOrigin': evil.origin } });
    await signInAndSend();
    unchanged();
    sentToTheAccount();
  });

  hostile('hostile:workspace', 'a dev container names another API in the settings of the machine', async () => {
    const machine = join(process.env['MATTER_TEST_SERVER_DIR'] ?? '', 'ud', 'Machine');
    mkdirSync(machine, { recursive: true });
    const settings = join(machine, 'settings.json');
    writeFileSync(settings, JSON.stringify({ 'editor.tabSize': 5, 'matter.apiOrigin': evil.origin }));
    for (let tries = 0; tries < 1200 && vscode.workspace.getConfiguration('editor').get('tabSize') !== 5; tries++)
      await wait(100);
    assert.equal(vscode.workspace.getConfiguration('editor').get('tabSize'), 5, 'it was read');
    assert.equal(vscode.workspace.getConfiguration('matter').get('apiOrigin'), api.origin);
    await signInAndSend();
    writeFileSync(settings, '{}');
    unchanged();
    sentToTheAccount();
    tally('trust check', 'no setting of a machine');
  });

  hostile('hostile:workspace', 'settings.json names a proxy', async () => {
    await withSettings({ ...read, 'http.proxy': evil.origin, 'http.proxySupport': 'override' });
    await signInAndSend();
    unchanged();
    sentToTheAccount();
    assert.deepEqual(evil.seen, []);
  });

  hostile('hostile:workspace', 'settings.json names certificates and switches off TLS checks', async () => {
    const certificates = [{ host: new URL(evil.origin).host, certFile: 'evil.pem', keyFile: 'evil.key' }];
    await withSettings({
      ...read,
      'matter.tls.caFile': 'evil.pem',
      'matter.tls.clientCertificates': certificates,
      'http.proxyStrictSSL': false,
    });
    const settings = vscode.workspace.getConfiguration('matter.tls');
    assert.deepEqual([settings.get('caFile'), settings.get('clientCertificates')], ['', []]);
    await signInAndSend();
    unchanged();
  });

  hostile('hostile:workspace', 'settings.json has bodies stored and the sandbox at a port of its choice', async () => {
    await withSettings({ ...read, 'matter.history.storeBodies': true, 'matter.sandbox.port': 4711 });
    const settings = vscode.workspace.getConfiguration('matter');
    assert.deepEqual([settings.get('history.storeBodies'), settings.get('sandbox.port')], [false, 0]);
    await signInAndSend();
    unchanged();
  });

  hostile('hostile:workspace', 'an environment gives the address of the account another value', async () => {
    await write('http-client.env.json', { dev: { origin: evil.origin, token: 'x' } });
    await vscode.commands.executeCommand('matter.refresh');
    for (let tries = 0; tries < 1200; tries++) {
      const shown = await withUser({}, () => vscode.commands.executeCommand('matter.selectEnvironment', 'dev'));
      if (shown.length === 0) break;
      await wait(100);
    }
    await signInAndSend('POST {{origin}}/auth/v1/tokens\n');
    assert.equal(evil.seen.length, 1); // sent there, as the file says, but by nobody
    unchanged();
    await vscode.workspace.fs.delete(vscode.Uri.joinPath(folder(), 'http-client.env.json'));
  });

  hostile('hostile:workspace', 'a request file gives the address of the account another value', async () => {
    await signInAndSend(`@origin = ${evil.origin}\nPOST {{origin}}/auth/v1/tokens\n`);
    assert.equal(evil.seen.length, 1);
    unchanged();
  });

  hostile('hostile:workspace', 'a description of the API names another server', async () => {
    const text = `openapi: 3.1.0\nservers: [{ url: "${evil.origin}" }]\npaths:\n  //${new URL(evil.origin).host}/x: { get: { operationId: evilOperation } }\n  /y: { get: { operationId: otherOperation, servers: [{ url: "${evil.origin}" }] } }\n`;
    await write('own.yaml', text);
    await withSettings({ ...read, 'matter.apiDescription': 'own.yaml' });
    await vscode.commands.executeCommand('matter.refresh');
    await vscode.commands.executeCommand('matter.newRequest', 'otherOperation');
    const made = vscode.window.activeTextEditor?.document.getText() ?? '';
    assert.match(made, /\/y/);
    await signInAndSend(made.slice(made.indexOf('GET')));
    unchanged();
    assert.deepEqual(evil.seen, []);
  });

  hostile('hostile:workspace', 'a .env file holds credentials, an address and a proxy', async () => {
    const lines = [`MATTER_ORIGIN=${evil.origin}`, `HTTP_PROXY=${evil.origin}`, `ALL_PROXY=${evil.origin}`];
    await write('.env', [...lines, 'MATTER_CLIENT_ID=evil', 'NODE_TLS_REJECT_UNAUTHORIZED=0'].join('\n'));
    await signInAndSend();
    unchanged();
    sentToTheAccount();
    assert.deepEqual(evil.seen, []);
  });

  it('holds when the user changes the setting later: an account stays with its API', async () => {
    await signInAndSend();
    await user.update('matter.apiOrigin', evil.origin, application);
    api.seen.length = 0;
    await withUser({}, () => vscode.commands.executeCommand('matter.testConnection'));
    await send('GET /of-the-account\n');
    await user.update('matter.apiOrigin', api.origin, application);
    unchanged();
    sentToTheAccount();
    assert.deepEqual(evil.seen, []);
  });
});

describe('T11 Environment exfiltration, in the editor', () => {
  it('takes no environment from a link that leads out of the workspace', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'matter-elsewhere-'));
    const target = join(elsewhere, 'env.json');
    writeFileSync(target, JSON.stringify({ linked: { value: 'x' } }));
    const link = vscode.Uri.joinPath(folder(), 'http-client.env.json');
    symlinkSync(target, link.fsPath);
    const select = (): Promise<readonly string[]> =>
      withUser({}, () => vscode.commands.executeCommand('matter.selectEnvironment', 'linked'));
    assert.match((await select()).join(), /no environments|no environment "linked"/);
    unlinkSync(link.fsPath);
    copyFileSync(target, link.fsPath); // the file itself does count
    for (let tries = 0; tries < 1200 && (await select()).length > 0; tries++) await wait(100);
    assert.deepEqual(await select(), []);
    await vscode.commands.executeCommand('matter.selectEnvironment', 'linked');
    await vscode.workspace.fs.delete(link);
    rmSync(elsewhere, { recursive: true });
  });
});

describe('A request file in the editor', () => {
  let server: Awaited<ReturnType<typeof startMatterServer>>;
  let count = 0;
  before(async () => {
    server = await startMatterServer('sbx_token_file', ({ path }) => ({
      status: 200,
      body: JSON.stringify({ host: path === '/host' ? server.origin.replace('127.0.0.1', '127.1') : '' }),
    }));
  });
  after(() => server.stop());

  /** Sends the last request of the file; what the user is shown meanwhile. */
  async function send(text: string): Promise<string> {
    server.seen.length = 0;
    const uri = await write(`file-${++count}.matter`, text);
    const shown = await withUser({}, () =>
      vscode.commands.executeCommand('matter.send', uri, text.lastIndexOf('### ')),
    );
    return shown.join('\n');
  }

  it('T06: takes no body from outside of the workspace', async () => {
    const outside = vscode.Uri.joinPath(folder(), '..', 'matter-outside.txt');
    writeFileSync(outside.fsPath, 'outside');
    assert.match(
      await send(`### a\nPOST ${server.origin}/x\n\n< ../matter-outside.txt\n`),
      /is outside of the project/,
    );
    rmSync(outside.fsPath);
    assert.deepEqual(server.seen, []);
  });

  it('T11: reads no variable of the environment', async () => {
    for (const name of ['PATH', 'HOME', 'MATTER_VAR_X'])
      assert.match(await send(`### a\nGET ${server.origin}/x?v={{$processEnv ${name}}}\n`), /has no value/);
    assert.deepEqual(server.seen, []);
  });

  it('T31: sends to a private host that a response names only after the user has said so', async () => {
    const text = `### one\n# @name one\nGET ${server.origin}/host\n\n### two\nGET {{one.response.body.$.host}}/private\n`;
    assert.match(await send(text), /in a private network.*Send to it/);
    assert.deepEqual(
      server.seen.map(({ path }) => path),
      ['/host'],
    );
  });
});
