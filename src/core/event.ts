export interface Disposable {
  dispose(): void;
}

/** The shape of a VS Code event, without VS Code. */
export type Event<T> = (listener: (value: T) => void) => Disposable;

/** The firing side of an event; its owner disposes it. */
export class Emitter<T> {
  readonly #listeners = new Set<(value: T) => void>();

  readonly event: Event<T> = (listener) => {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  };

  fire(value: T): void {
    for (const listener of [...this.#listeners]) listener(value);
  }

  dispose(): void {
    this.#listeners.clear();
  }
}
