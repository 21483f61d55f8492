import type * as vscode from 'vscode';
import type { Exchange } from '../../core/run/exchange.ts';

/** An exchange that can still be looked at. */
export interface StoredExchange {
  readonly id: number;
  readonly at: Date;
  readonly document: vscode.Uri;
  /** Of the request in its document. */
  readonly key: string;
  /** Its name, and status, time and size of its response: each a line, redacted. */
  readonly title: string;
  readonly summary: string;
  readonly exchange: Exchange;
}

const perRequest = 10;
const memoryLimitBytes = 100_000_000;

/** The last exchanges of each request. Those that go give their memory and their temporary files back. */
export class StoredExchanges {
  #stored: readonly StoredExchange[] = [];
  #count = 0;

  add(about: Omit<StoredExchange, 'id' | 'at'>): StoredExchange {
    const stored = { ...about, id: ++this.#count, at: new Date() };
    this.#stored = [...this.#stored, stored];
    const same = this.of(about.document, about.key);
    if (same.length > perRequest) this.#drop(same[0]);
    while (this.#stored.length > 1 && this.#bytesInMemory() > memoryLimitBytes) this.#drop(this.#stored[0]);
    return stored;
  }

  /** The oldest first. */
  of(document: vscode.Uri, key: string): readonly StoredExchange[] {
    return this.#stored.filter((stored) => stored.key === key && stored.document.toString() === document.toString());
  }

  last(document: vscode.Uri, key: string): StoredExchange | undefined {
    return this.of(document, key).at(-1);
  }

  /** The newest first. */
  all(): readonly StoredExchange[] {
    return this.#stored.toReversed();
  }

  byId(id: number): StoredExchange | undefined {
    return this.#stored.find((stored) => stored.id === id);
  }

  dispose(): void {
    for (const stored of this.#stored) this.#drop(stored);
  }

  #drop(gone: StoredExchange | undefined): void {
    gone?.exchange.response.body.dispose();
    this.#stored = this.#stored.filter((stored) => stored !== gone);
  }

  #bytesInMemory(): number {
    return this.#stored.reduce((sum, { exchange }) => sum + (exchange.response.body.bytes?.length ?? 0), 0);
  }
}
