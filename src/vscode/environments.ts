import * as vscode from 'vscode';
import { AppError } from '../core/appError.ts';
import {
  environmentFile,
  parseEnvironments,
  privateEnvironmentFile,
  type Environments,
} from '../core/environment/environments.ts';
import type { Redactor } from '../core/http/redactor.ts';
import { Secret } from '../core/secret.ts';
import { ignoredGlob } from '../node/ignoredFolders.ts';
import { isFileBelow } from '../node/isBelow.ts';
import { pickOne } from './dialogs.ts';
import { Disposables } from './disposables.ts';
import { StatusItem } from './labels.ts';
import type { Report } from './report.ts';

const memoryKey = 'environment';
/** Of one private file; an environment of a project has dozens. */
const mostSecrets = 500;
/** Bytes. */
const largestFile = 1_000_000;
const none: ReadonlyMap<string, unknown> = new Map();

/**
 * The environments of the workspace's `http-client.env.json` files, and the one in use. Files are read when a request
 * file is first looked at, and again when one changes; in an untrusted workspace never.
 */
export class EditorEnvironments {
  readonly #memory: vscode.Memento;
  readonly #redactor: Redactor;
  readonly #report: Report;
  readonly #disposables = new Disposables();
  readonly #changed = this.#disposables.add(new vscode.EventEmitter<void>());
  readonly #status = this.#disposables.add(new StatusItem('matter.environment', vscode.l10n.t('Matter Environment')));
  #byFolder: ReadonlyMap<string, Environments> = new Map();
  #isWatching = false;
  #registered: readonly (() => void)[] = [];

  readonly onDidChange = this.#changed.event;

  /** The values of private files are registered with the redactor. */
  constructor(memory: vscode.Memento, redactor: Redactor, report: Report) {
    this.#memory = memory;
    this.#report = report;
    this.#redactor = redactor;
  }

  /** The values for a request file: of the nearest folder that has environments. */
  valuesFor(document: vscode.TextDocument): ReadonlyMap<string, unknown> {
    void this.#watch();
    const name = this.#memory.get<string>(memoryKey);
    if (name === undefined) return none;
    const folder = foldersUp(document.uri).find((uri) => this.#byFolder.has(uri));
    return (folder === undefined ? undefined : this.#byFolder.get(folder)?.valuesOf(name)) ?? none;
  }

  /** Variable name -> where it comes from, for completion, hover and checks. */
  sourcesFor(document: vscode.TextDocument): ReadonlyMap<string, string> {
    const source = vscode.l10n.t('the environment {0}', this.#memory.get<string>(memoryKey) ?? '');
    return new Map([...this.valuesFor(document).keys()].map((name) => [name, source]));
  }

  /** From a keybinding with the name of an environment, or asks. */
  readonly select = async (given?: unknown): Promise<void> => {
    await this.#load();
    const names = this.#names();
    if (names.length === 0)
      throw new AppError(
        'usage',
        vscode.l10n.t('There are no environments. Write them into a file {0} in your workspace.', environmentFile),
      );
    const picked = typeof given === 'string' ? { name: given } : await pick(names);
    if (picked === undefined) return;
    if (picked.name !== undefined && !names.includes(picked.name))
      throw new AppError(
        'usage',
        vscode.l10n.t('There is no environment "{0}". There are: {1}.', picked.name, names.join(', ')),
      );
    await this.#memory.update(memoryKey, picked.name);
    this.#show();
  };

  dispose(): void {
    this.#disposables.dispose();
  }

  #names(): readonly string[] {
    return [...new Set([...this.#byFolder.values()].flatMap(({ names }) => names))].sort();
  }

  async #watch(): Promise<void> {
    if (this.#isWatching || !vscode.workspace.isTrusted) return;
    this.#isWatching = true;
    const watcher = this.#disposables.add(
      vscode.workspace.createFileSystemWatcher(`**/{${environmentFile},${privateEnvironmentFile}}`),
    );
    const reload = (): void => void this.#load();
    this.#disposables.add(watcher.onDidCreate(reload));
    this.#disposables.add(watcher.onDidChange(reload));
    this.#disposables.add(watcher.onDidDelete(reload));
    await this.#load();
  }

  async #load(): Promise<void> {
    const pattern = `**/{${environmentFile},${privateEnvironmentFile}}`;
    const uris = vscode.workspace.isTrusted ? await vscode.workspace.findFiles(pattern, ignoredGlob, 200) : [];
    const folders = new Set(uris.map((uri) => vscode.Uri.joinPath(uri, '..').toString()));
    const read = await Promise.all([...folders].map(async (folder) => [folder, await this.#read(folder)] as const));
    this.#byFolder = new Map(
      read.flatMap(([folder, found]) => (found === undefined ? [] : [[folder, found] as const])),
    );
    this.#keepSecret(new Set([...this.#byFolder.values()].flatMap(({ secretValues }) => secretValues)));
    this.#show();
  }

  async #read(folder: string): Promise<Environments | undefined> {
    try {
      return await readFolder(folder);
    } catch (error) {
      this.#report.error(error);
      return undefined;
    }
  }

  /** Of the files as they are now; what was registered for an earlier state of them is released. */
  #keepSecret(values: ReadonlySet<string>): void {
    const released = this.#registered;
    this.#registered = [...values].map((value) => this.#redactor.register(new Secret(value)));
    for (const release of released) release();
  }

  #show(): void {
    if (this.#byFolder.size === 0) this.#status.hide();
    else
      this.#status.show({
        icon: 'layers',
        text: this.#memory.get<string>(memoryKey) ?? vscode.l10n.t('No environment'),
        tooltip: vscode.l10n.t('The environment of Matter requests. Click to choose another one.'),
        command: 'matter.selectEnvironment',
      });
    this.#changed.fire();
  }
}

/** The folders that hold the file, the nearest first; none for a file that is not saved yet. */
function foldersUp(uri: vscode.Uri): readonly string[] {
  if (uri.scheme === 'untitled') return [];
  const folders: string[] = [];
  for (let path = uri.path; path.lastIndexOf('/') > 0;) {
    path = path.slice(0, path.lastIndexOf('/'));
    folders.push(uri.with({ path }).toString());
  }
  return folders;
}

async function pick(names: readonly string[]): Promise<{ readonly name: string | undefined } | undefined> {
  const items = names.map((name) => ({ label: name, name }));
  const none = { icon: 'circle-slash', label: vscode.l10n.t('No environment'), name: undefined } as const;
  return pickOne([...items, none], { title: vscode.l10n.t('Select Environment') });
}

/**
 * A broken file counts as none: the editor's own JSON support shows what is wrong in it. So does a link to a file outside
 * of the workspace folder: a repository may have brought it.
 */
async function readFolder(folder: string): Promise<Environments | undefined> {
  const textOf = async (name: string): Promise<string | undefined> => {
    try {
      const uri = vscode.Uri.joinPath(vscode.Uri.parse(folder), name);
      if (await isLinkedOut(uri)) return undefined;
      if ((await vscode.workspace.fs.stat(uri)).size > largestFile) return undefined;
      return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
    } catch {
      return undefined; // only one of the two need be there
    }
  };
  const read = parseEnvironments(await textOf(environmentFile), await textOf(privateEnvironmentFile));
  if ('problem' in read) return undefined;
  if (read.secretValues.length <= mostSecrets) return read;
  throw new AppError(
    'usage',
    vscode.l10n.t(
      '{0} has more than {1} values. Its environments are not used: each value is looked for in all that is shown.',
      vscode.workspace.asRelativePath(vscode.Uri.joinPath(vscode.Uri.parse(folder), privateEnvironmentFile)),
      mostSecrets,
    ),
  );
}

async function isLinkedOut(uri: vscode.Uri): Promise<boolean> {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  return uri.scheme === 'file' && folder !== undefined && !(await isFileBelow(folder.uri.fsPath, uri.fsPath));
}
