import * as vscode from 'vscode';
import { atomicWrite } from '../../node/atomicWrite.ts';
import { addEntry, parseHistory, printHistory, type HistoryEntry } from '../../core/history/history.ts';

const writeDelayMs = 300;

/**
 * The history of this workspace, in one file of the extension's own storage. Never blocks a send: what cannot be read is
 * kept aside, what cannot be written stays in memory.
 */
export class HistoryStore {
  readonly #uri: vscode.Uri | undefined;
  readonly #onProblem: (error: unknown) => void;
  readonly #changed = new vscode.EventEmitter<void>();
  #entries: readonly HistoryEntry[] = [];
  #loading: Promise<void> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  readonly onDidChange = this.#changed.event;

  /** `folder`: undefined where no folder is open; then nothing is stored. */
  constructor(folder: vscode.Uri | undefined, onProblem: (error: unknown) => void) {
    this.#uri = folder === undefined ? undefined : vscode.Uri.joinPath(folder, 'history.v1.json');
    this.#onProblem = onProblem;
  }

  async entries(): Promise<readonly HistoryEntry[]> {
    await this.#load();
    return this.#entries;
  }

  async add(entry: HistoryEntry): Promise<void> {
    await this.#load();
    this.#set(addEntry(this.#entries, entry));
  }

  async remove(id: string): Promise<void> {
    await this.#load();
    this.#set(this.#entries.filter((entry) => entry.id !== id));
  }

  async clear(): Promise<void> {
    await this.#load();
    this.#set([]);
  }

  dispose(): void {
    if (this.#timer !== undefined) void this.#write();
    this.#changed.dispose();
  }

  #set(entries: readonly HistoryEntry[]): void {
    this.#entries = entries;
    this.#changed.fire();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#write(), writeDelayMs);
  }

  #load(): Promise<void> {
    return (this.#loading ??= this.#read());
  }

  async #read(): Promise<void> {
    if (this.#uri === undefined) return;
    let text: string;
    try {
      text = new TextDecoder().decode(await vscode.workspace.fs.readFile(this.#uri));
    } catch {
      return; // nothing was stored yet
    }
    const entries = parseHistory(text);
    if (entries !== undefined) this.#entries = entries;
    else await this.#keepAside(this.#uri);
  }

  async #keepAside(uri: vscode.Uri): Promise<void> {
    try {
      await vscode.workspace.fs.rename(uri, uri.with({ path: `${uri.path}.broken` }), { overwrite: true });
    } catch (error) {
      this.#onProblem(error);
    }
  }

  async #write(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#uri === undefined) return;
    try {
      await atomicWrite(this.#uri.fsPath, printHistory(this.#entries), { mode: 0o600 });
    } catch (error) {
      this.#onProblem(error);
    }
  }
}
