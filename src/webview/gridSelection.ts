type IdOf = (place: number) => number | undefined;

/** The selected rows, by ids that stay when the order changes. */
export class GridSelection {
  /** The place where a selection with Shift began. */
  #anchor = 0;
  #ids = new Set<number>();

  get ids(): ReadonlySet<number> {
    return this.#ids;
  }

  /** One row, or with `extends_` all from where it began. */
  moveTo(place: number, extends_: boolean, idOf: IdOf): void {
    if (!extends_) this.#anchor = place;
    this.select(this.#anchor, place, idOf);
  }

  select(from: number, to: number, idOf: IdOf): void {
    const ids = new Set<number>();
    for (let place = Math.min(from, to); place <= Math.max(from, to); place++) {
      const id = idOf(place);
      if (id !== undefined) ids.add(id);
    }
    this.#ids = ids;
  }

  toggle(place: number, idOf: IdOf): void {
    const id = idOf(place);
    if (id === undefined) return;
    if (!this.#ids.delete(id)) this.#ids.add(id);
    this.#anchor = place;
  }
}
