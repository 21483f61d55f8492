import * as vscode from 'vscode';
import { mergeEntries, type HistoryEntry } from '../../core/history/history.ts';
import type { Disposable } from '../../core/event.ts';
import { HistoryFolder } from '../../node/historyFolder.ts';

const tellDelayMs = 100;

/** The history of this workspace. Never blocks a send: what cannot be written stays in memory. */
export class HistoryStore {
  readonly #folder: HistoryFolder | undefined;
  readonly #onProblem: (error: unknown) => void;
  readonly #changed = new vscode.EventEmitter<void>();
  #unsaved: readonly HistoryEntry[] = [];
  #watch: Promise<Disposable | undefined> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** This window or another one has sent something. */
  readonly onDidChange = this.#changed.event;

  /** `folder`: undefined where no folder is open; then nothing is stored. */
  constructor(folder: vscode.Uri | undefined, onProblem: (error: unknown) => void) {
    this.#folder = folder === undefined ? undefined : new HistoryFolder(folder.fsPath);
    this.#onProblem = onProblem;
  }

  /** The newest first. */
  async entries(): Promise<readonly HistoryEntry[]> {
    this.#watch ??= this.#folder?.watch(() => {
      this.#tell();
    });
    await this.#watch;
    return mergeEntries(this.#unsaved, (await this.#folder?.read()) ?? []);
  }

  async byId(id: string): Promise<HistoryEntry | undefined> {
    return (await this.entries()).find((entry) => entry.id === id);
  }

  /** Resolves once it is written down, or the problem was told. */
  async add(entry: HistoryEntry): Promise<void> {
    this.#unsaved = mergeEntries([entry], this.#unsaved);
    this.#tell();
    await this.#try(async (folder) => {
      await folder.add(entry);
      this.#unsaved = this.#unsaved.filter(({ id }) => id !== entry.id);
    });
  }

  async remove(entry: HistoryEntry): Promise<void> {
    this.#unsaved = this.#unsaved.filter(({ id }) => id !== entry.id);
    await this.#try((folder) => folder.remove(entry));
    this.#tell();
  }

  async clear(): Promise<void> {
    this.#unsaved = [];
    await this.#try((folder) => folder.clear());
    this.#tell();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    void this.#watch?.then((watch) => {
      watch?.dispose();
    });
    this.#changed.dispose();
  }

  async #try(work: (folder: HistoryFolder) => Promise<void>): Promise<void> {
    if (this.#folder === undefined) return;
    try {
      await work(this.#folder);
    } catch (error) {
      this.#onProblem(error);
    }
  }

  #tell(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#changed.fire();
    }, tellDelayMs);
  }
}
