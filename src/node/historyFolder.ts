import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Disposable } from '../core/event.ts';
import { historyBodyLimit, historyLimit, parseEntry, printEntry, type HistoryEntry } from '../core/history/history.ts';
import { atomicWrite } from './atomicWrite.ts';
import { watchFolder } from './watchFolder.ts';

const entryFile = /^\d{16}-[\w-]+\.json$/;
const largestBytes = 8 * historyBodyLimit;

/**
 * What was sent, a file an entry, private to the user: windows that share the folder lose nothing of each other, and a
 * program that is killed loses at most the entry that it was writing. A file's name begins with its time, so that the
 * newest are found without reading the rest.
 */
export class HistoryFolder {
  readonly #path: string;
  /** By the name of its file, which never changes; undefined for a file that holds no entry. */
  #known: ReadonlyMap<string, HistoryEntry | undefined> = new Map();

  constructor(path: string) {
    this.#path = path;
  }

  /** The newest first. What is no entry is left out, and stays where it is. */
  async read(): Promise<readonly HistoryEntry[]> {
    const known = new Map<string, HistoryEntry | undefined>();
    const entries: HistoryEntry[] = [];
    for (const name of await this.#names()) {
      if (entries.length === historyLimit) break;
      const entry = this.#known.has(name) ? this.#known.get(name) : await this.#readEntry(name);
      known.set(name, entry);
      if (entry !== undefined) entries.push(entry);
    }
    this.#known = known;
    return entries;
  }

  /** Written down when it resolves; the oldest beyond the limit are gone. Rejects with 'file'. */
  async add(entry: HistoryEntry): Promise<void> {
    await mkdir(this.#path, { recursive: true, mode: 0o700 }).catch(() => undefined); // the write says what is wrong
    await atomicWrite(join(this.#path, fileOf(entry)), printEntry(entry), { mode: 0o600, sync: true });
    await this.#remove((await this.#names()).slice(historyLimit));
  }

  async remove(entry: HistoryEntry): Promise<void> {
    await this.#remove([fileOf(entry)]);
  }

  async clear(): Promise<void> {
    await this.#remove(await this.#names());
  }

  /** Tells of what other windows write. The folder is made where it is not there. */
  async watch(onDidChange: () => void): Promise<Disposable> {
    await mkdir(this.#path, { recursive: true, mode: 0o700 }).catch(() => undefined);
    return watchFolder(this.#path, (name) => {
      if (name === null || entryFile.test(name)) onDidChange();
    });
  }

  async #names(): Promise<readonly string[]> {
    try {
      return (await readdir(this.#path))
        .filter((name) => entryFile.test(name))
        .sort()
        .reverse();
    } catch {
      return []; // nothing was stored yet
    }
  }

  async #readEntry(name: string): Promise<HistoryEntry | undefined> {
    const path = join(this.#path, name);
    try {
      if ((await stat(path)).size > largestBytes) return undefined;
      const entry = parseEntry(await readFile(path, 'utf8'));
      return entry !== undefined && fileOf(entry) === name ? entry : undefined;
    } catch {
      return undefined; // another window removed it
    }
  }

  async #remove(names: readonly string[]): Promise<void> {
    await Promise.all(names.map((name) => rm(join(this.#path, name), { force: true })));
  }
}

function fileOf({ at, id }: HistoryEntry): string {
  return `${String(Math.floor(at)).padStart(16, '0')}-${id}.json`;
}
