import type { Disposable } from '../core/event.ts';

/** Owns what it is given and disposes it in reverse order. */
export class Disposables implements Disposable {
  readonly #owned: Disposable[] = [];

  add<T extends Disposable>(disposable: T): T {
    this.#owned.push(disposable);
    return disposable;
  }

  dispose(): void {
    for (const disposable of this.#owned.splice(0).reverse()) disposable.dispose();
  }
}
