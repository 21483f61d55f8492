import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { withUser } from '../support/fakes/editorUser.ts';
import { startMatterServer } from '../support/servers/matterServer.ts';

// What the tests of hostile workspaces, servers and extensions have in common: an account at a server that answers as told.

export const token = 'sbx_token_of_the_account';
const entered = { 'Client ID': 'sbx_other_id', 'Client Secret': 'sbx_other_secret' };
export const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export const folder = (): vscode.Uri => {
  const [first] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(first);
  return first.uri;
};

export async function write(name: string, text: string): Promise<vscode.Uri> {
  const uri = vscode.Uri.joinPath(folder(), name);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  return uri;
}

/** The folder of the extension's own storage that ends so. */
export function storage(end: string): string {
  const dir = process.env['MATTER_TEST_SERVER_DIR'] ?? '';
  const found = readdirSync(dir, { recursive: true, encoding: 'utf8' }).find((name) => name.endsWith(`/${end}`));
  assert.ok(found);
  return join(dir, found);
}

export async function until(isDone: () => boolean): Promise<void> {
  for (let tries = 0; tries < 600 && !isDone(); tries++) await wait(100);
  assert.ok(isDone());
}

export class HostileBench {
  readonly #server: Awaited<ReturnType<typeof startMatterServer>>;
  readonly #said: { status: number; body: string };

  private constructor(server: HostileBench['server'], said: { status: number; body: string }) {
    this.#server = server;
    this.#said = said;
  }

  /** The user is signed in to it. */
  static async start(): Promise<HostileBench> {
    const said = { status: 200, body: '{}' };
    const server = await startMatterServer(token, () => ({ ...said }));
    const settings = vscode.workspace.getConfiguration('matter');
    await settings.update('apiOrigin', server.origin, vscode.ConfigurationTarget.Global);
    await withUser({ picked: ['Matter API'], entered }, () => vscode.commands.executeCommand('matter.signIn'));
    return new HostileBench(server, said);
  }

  get server(): Awaited<ReturnType<typeof startMatterServer>> {
    return this.#server;
  }

  get answer(): string {
    return this.#said.body;
  }

  set answer(body: string) {
    this.#said.body = body;
  }

  set status(status: number) {
    this.#said.status = status;
  }

  reset(): void {
    this.#server.seen.length = 0;
    this.answer = '{}';
    this.status = 200;
  }

  /** What went with the token of the account. */
  get bearers(): readonly string[] {
    return this.#server.seen
      .filter(({ authorization }) => authorization === `Bearer ${token}`)
      .map(({ method, path }) => `${method} ${path}`);
  }

  async stop(): Promise<void> {
    await withUser({}, () => vscode.commands.executeCommand('matter.signOut'));
    await vscode.workspace.getConfiguration('matter').update('apiOrigin', undefined, vscode.ConfigurationTarget.Global);
    await this.#server.stop();
  }
}
