// Runs inside a real extension host: what loading the bundle and `activate` cost there, beside an empty extension.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as vscode from 'vscode';

interface Loaded {
  readonly activate: (context: unknown) => unknown;
}

function contextOf(subscriptions: vscode.Disposable[]): unknown {
  return {
    subscriptions,
    secrets: { onDidChange: () => new vscode.Disposable(() => undefined) },
    globalState: { get: () => undefined },
    workspaceState: { get: () => undefined },
    globalStorageUri: vscode.Uri.file(tmpdir()),
    extensionUri: vscode.Uri.file(resolve(__dirname, '../..')),
  };
}

/** VS Code itself is still busy when the host starts. */
const calmMs = 4000;

async function activationMs(path: string): Promise<number> {
  const subscriptions: vscode.Disposable[] = [];
  const start = performance.now();
  const loaded = (await import(pathToFileURL(path).href)) as Loaded;
  await loaded.activate(contextOf(subscriptions));
  const ms = performance.now() - start;
  for (const subscription of subscriptions) subscription.dispose();
  return ms;
}

/** VS Code calls this in its extension host. The floor goes first and pays for what both need. */
export async function run(): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'matter-activation-'));
  const empty = join(dir, 'empty.mjs');
  writeFileSync(empty, "import * as vscode from 'vscode';\nexport function activate() { return vscode.version; }\n");
  try {
    await new Promise((resolve) => setTimeout(resolve, calmMs));
    const floorMs = await activationMs(empty);
    const oursMs = await activationMs(resolve(__dirname, '../../dist/extension.js'));
    console.log(`${process.env['MATTER_TEST_MARK'] ?? ''}activation ${JSON.stringify({ floorMs, oursMs })}`);
  } finally {
    rmSync(dir, { recursive: true });
  }
}
