import type { Severity } from '../diagnostic.ts';
import type { ImportNote } from './imported.ts';

/** Collects notes with their places in one source. */
export class Notes {
  readonly #source: string;
  readonly #notes: (ImportNote & { readonly at: number })[] = [];

  constructor(source: string) {
    this.#source = source;
  }

  /** In the order of their places; what is said twice of one place is said once. */
  get list(): readonly ImportNote[] {
    return this.#notes.toSorted((a, b) => a.at - b.at).map(({ at: _, ...note }) => note);
  }

  get hasErrors(): boolean {
    return this.#notes.some(({ severity }) => severity === 'error');
  }

  /** `at`: an offset of the source. */
  add(severity: Severity, at: number, message: string): void {
    if (this.#notes.some((note) => note.at === at && note.message === message)) return;
    const before = this.#source.slice(0, at).split('\n');
    this.#notes.push({ at, line: before.length, column: (before.at(-1)?.length ?? 0) + 1, severity, message });
  }
}
