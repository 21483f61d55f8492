import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { codeLabels } from '../../../src/core/export/toCode.ts';
import { withUser } from '../../support/fakes/editorUser.ts';
import { checkSink, clientId, consoleMark, newCanaries } from '../../support/security/leakMatrix.ts';
import { startLeakingServer } from '../../support/servers/leakServer.ts';
import { threat } from '../../support/security/threats.ts';

const canaries = newCanaries();
const serverDir = process.env['MATTER_TEST_SERVER_DIR'] ?? '';
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

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

function filesBelow(dir: string, pattern: RegExp): readonly string[] {
  if (!existsSync(dir)) return [];
  const entries = readdirSync(dir, { recursive: true, encoding: 'utf8', withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => pattern.test(path));
}

const textOf = (paths: readonly string[]): string =>
  paths.map((path) => `${path}\n${readFileSync(path, 'utf8')}`).join('\n');

/** What is written to the log: the extension must not be active yet. */
function recordLog(lines: string[]): () => void {
  const { createOutputChannel } = vscode.window;
  const recording = (name: string, options: { log: true }): vscode.LogOutputChannel => {
    const channel = createOutputChannel(name, options);
    return new Proxy(channel, {
      get: (target, method) => {
        const value = Reflect.get(target, method, target) as unknown;
        if (typeof value !== 'function') return value;
        return (...args: readonly unknown[]): unknown => {
          lines.push(args.map(String).join(' '));
          return Reflect.apply(value, target, args) as unknown;
        };
      },
    });
  };
  Object.assign(vscode.window, { createOutputChannel: recording });
  return () => {
    Object.assign(vscode.window, { createOutputChannel });
  };
}

/** As a click in the view Analyses does, once the result is there. */
async function openResult(externalId: string): Promise<void> {
  interface Job {
    readonly id?: string;
    readonly externalId?: string;
    readonly state?: string;
  }
  const jobs = (): readonly Job[] =>
    filesBelow(join(serverDir, 'ud'), /analyses.*\.json$/).map((path) => {
      try {
        return JSON.parse(readFileSync(path, 'utf8')) as Job;
      } catch {
        return {};
      }
    });
  for (let tries = 0; tries < 1200; tries++) {
    const job = jobs().find((one) => one.externalId === externalId && one.state === 'ready');
    if (job !== undefined) {
      await vscode.commands.executeCommand('matter.analysis.open', job.id);
      return;
    }
    await wait(100);
  }
}

/** Copies of what the extension gives to the views of results: the page and the messages. */
function recordViews(html: string[], messages: string[]): () => void {
  const { createWebviewPanel } = vscode.window;
  const recording = (...args: Parameters<typeof createWebviewPanel>): vscode.WebviewPanel => {
    const panel: vscode.WebviewPanel = createWebviewPanel(...args);
    const { webview } = panel;
    const post = webview.postMessage.bind(webview);
    const recorder = new Proxy(webview, {
      get: (target, name) => {
        if (name !== 'postMessage') {
          const value: unknown = Reflect.get(target, name, target);
          return typeof value === 'function' ? (value.bind(target) as unknown) : value;
        }
        return (message: unknown) => {
          messages.push(JSON.stringify(message));
          return post(message);
        };
      },
      set: (target, name, value) => {
        if (name === 'html') html.push(String(value));
        return Reflect.set(target, name, value, target);
      },
    });
    return new Proxy(panel, {
      get: (target, name) => {
        if (name === 'webview') return recorder;
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
      set: (target, name, value) => Reflect.set(target, name, value, target),
    });
  };
  Object.assign(vscode.window, { createWebviewPanel: recording });
  return () => {
    Object.assign(vscode.window, { createWebviewPanel });
  };
}

const requests = `### plain
GET /plain

### json
# @assert body.$.text == nothing
GET /json
X-Key: {{%key}}

### refused
GET /401

### broken
POST /500

{{key}}

### in the path
GET /path/{{%key}}

### no such file
POST /json

< ./{{key}}.json

### unreachable
GET http://127.0.0.1:1/{{%key}}

### not sent
GET /{{json.response.body.$.text}}
`;

describe('what a server echoes', () => {
  let server: Server;
  const shown: string[] = [];
  const logged: string[] = [];
  const [html, messages]: [string[], string[]] = [[], []];
  const copied = new Map<string, string>();
  const global = vscode.ConfigurationTarget.Global;
  const settings = vscode.workspace.getConfiguration('matter');

  async function sendAll(uri: vscode.Uri): Promise<void> {
    const text = requests;
    for (const { index } of text.matchAll(/^(?:GET|POST) /gm))
      shown.push(
        ...(await withUser({ picked: ['Send'] }, () => vscode.commands.executeCommand('matter.send', uri, index))),
      );
    shown.push(...(await withUser({ picked: ['Send'] }, () => vscode.commands.executeCommand('matter.runAll', uri))));
    const at = text.indexOf('GET /json');
    for (const label of codeLabels) {
      await withUser({}, () => vscode.commands.executeCommand('matter.copyAs', uri, at, label));
      copied.set(label, await vscode.env.clipboard.readText());
    }
    shown.push(...(await withUser({}, () => vscode.commands.executeCommand('matter.showResponseDetails', uri, at))));
  }

  before(async function () {
    this.timeout(120_000);
    server = await startLeakingServer(canaries);
    await settings.update('apiOrigin', `http://127.0.0.1:${(server.address() as AddressInfo).port}`, global);
    await settings.update('history.storeBodies', true, global);
    await write('http-client.private.env.json', JSON.stringify({ leak: { key: canaries.marked } }));
    const uri = await write('leak.matter', requests);
    const stopViews = recordViews(html, messages);
    const stopLog = recordLog(logged);
    const entered = {
      'Client ID': clientId,
      'Client Secret': canaries.secret,
      'Open Analysis by External Id': 'LEAK-1',
    };
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
    shown.push(
      ...(await withUser({ picked: ['Matter API'], entered }, () => vscode.commands.executeCommand('matter.signIn'))),
    );
    for (let tries = 0; tries < 1200; tries++) {
      const refused = await withUser({}, () => vscode.commands.executeCommand('matter.selectEnvironment', 'leak'));
      if (refused.length === 0) break;
      await wait(100);
    }
    await sendAll(uri);
    console.log(consoleMark);
    shown.push(
      ...(await withUser({ entered }, async () => {
        await vscode.commands.executeCommand('matter.openAnalysis');
        await openResult('LEAK-1');
        for (let tries = 0; tries < 1200 && messages.length === 0; tries++) await wait(100);
      })),
    );
    const history = (): string => textOf(filesBelow(join(serverDir, 'ud'), /history.*\.json$/));
    for (let tries = 0; tries < 1200 && !history().includes('"path":"/json"'); tries++) await wait(100);
    stopViews();
    stopLog();
    const tallyFile = process.env['MATTER_TALLY'];
    if (tallyFile !== undefined) writeFileSync(`${tallyFile}.canaries.json`, JSON.stringify(canaries));
  });
  after(async () => {
    await withUser({}, () => vscode.commands.executeCommand('matter.signOut'));
    for (const name of ['apiOrigin', 'history.storeBodies']) await settings.update(name, undefined, global);
    await vscode.workspace.fs.delete(vscode.Uri.joinPath(folder(), 'http-client.private.env.json'));
    server.closeAllConnections();
    server.close();
  });

  const logs = (pattern: RegExp): string =>
    textOf(filesBelow(serverDir, /\.log$/).filter((path) => pattern.test(path)));

  it('is not in the log', () => {
    checkSink('log', logged.join('\n'), /GET http:\/\/127\.0\.0\.1:\d+\/plain 200[^]*\/path\/\S+ 200/, canaries);
  });
  it('is not in telemetry, which there is none of', () => {
    checkSink('telemetry', logs(/./), /server\.log\n[^]*Launched Extension Host Process/, canaries);
  });
  threat('T20', 'History leak', () => {
    it('keeps status and body of an answer, and no secret', () => {
      const text = textOf(filesBelow(join(serverDir, 'ud'), /history.*\.json$/));
      checkSink('history', text, /"path":"\/json"[^]*body/, canaries);
    });
  });
  threat('T21', 'Export leak', () => {
    it('copies requests without a secret, in every language', () => {
      const curl = [...copied].filter(([label]) => /curl/i.test(label)).map(([, text]) => text);
      checkSink('clipboard', curl.join('\n'), /MATTER_TOKEN/, canaries);
      assert.equal(copied.size, codeLabels.length);
      checkSink('HAR and snippets', [...copied.values()].join('\n'), /MATTER_TOKEN/, canaries);
    });
  });
  it('is not in notifications and questions', () => {
    checkSink('notification', shown.join('\n'), /cannot be read[^]*refuses connections/, canaries);
  });
  it('is not in the page of a view, nor in its messages', () => {
    checkSink('webview html', html.join('\n'), /Content-Security-Policy/, canaries);
    checkSink('webview message', messages.join('\n'), /"kind":"result"/, canaries);
  });
  it('is not in settings, nor in files of the workspace but the one that holds it', () => {
    const files = [
      ...filesBelow(join(serverDir, 'ud', 'User'), /settings\.json$/),
      ...filesBelow(folder().fsPath, /(?<!private\.env\.json)$/),
    ];
    checkSink('settings', textOf(files), /storeBodies/, canaries);
  });
  it('is not in documents that show responses', () => {
    const texts = vscode.workspace.textDocuments.filter(({ uri }) => uri.scheme === 'matter-response');
    checkSinkText(texts.map((document) => `${document.uri.toString()}\n${document.getText()}`).join('\n'));
  });
});

/** No sink of the matrix, and as bad. */
function checkSinkText(text: string): void {
  assert.match(text, /••••/);
  for (const value of Object.values(canaries) as string[]) assert.ok(!text.includes(value));
}
