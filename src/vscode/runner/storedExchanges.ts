import type * as vscode from 'vscode';
import type { Exchange } from '../../core/run/exchange.ts';

/** An exchange that can still be looked at. */
export interface Kept {
  readonly id: number;
  readonly at: Date;
  readonly document: vscode.Uri;
  /** Of the request in its document. */
  readonly key: string;
  readonly title: string;
  readonly exchange: Exchange;
}

const perRequest = 10;
const memoryLimitBytes = 100_000_000;

/** The last exchanges of each request. Those that go give their memory and their temporary files back. */
export class KeptExchanges {
  #kept: readonly Kept[] = [];
  #count = 0;

  add(about: Omit<Kept, 'id' | 'at'>): Kept {
    const kept = { ...about, id: ++this.#count, at: new Date() };
    this.#kept = [...this.#kept, kept];
    const same = this.of(about.document, about.key);
    if (same.length > perRequest) this.#drop(same[0]);
    while (this.#kept.length > 1 && this.#bytesInMemory() > memoryLimitBytes) this.#drop(this.#kept[0]);
    return kept;
  }

  /** The oldest first. */
  of(document: vscode.Uri, key: string): readonly Kept[] {
    return this.#kept.filter((kept) => kept.key === key && kept.document.toString() === document.toString());
  }

  last(document: vscode.Uri, key: string): Kept | undefined {
    return this.of(document, key).at(-1);
  }

  /** The newest first. */
  all(): readonly Kept[] {
    return this.#kept.toReversed();
  }

  byId(id: number): Kept | undefined {
    return this.#kept.find((kept) => kept.id === id);
  }

  dispose(): void {
    for (const kept of this.#kept) this.#drop(kept);
  }

  #drop(gone: Kept | undefined): void {
    gone?.exchange.response.body.dispose();
    this.#kept = this.#kept.filter((kept) => kept !== gone);
  }

  #bytesInMemory(): number {
    return this.#kept.reduce((sum, { exchange }) => sum + (exchange.response.body.bytes?.length ?? 0), 0);
  }
}
