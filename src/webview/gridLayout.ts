import type { GridColumn } from './gridSource.ts';

const leastWidth = 40;

/** Where columns begin and end, in pixels: the widths that the user gave, and what is left of the room shared out. */
export class ColumnLayout {
  readonly #widths = new Map<string, number>();
  #starts: readonly number[] = [0];

  /** Lays them out in this room. */
  fit(columns: readonly GridColumn[], room: number): void {
    const own = columns.map(({ key, width }) => this.#widths.get(key) ?? width);
    const left = Math.max(0, room - own.reduce((sum, width) => sum + width, 0));
    const grow = (column: GridColumn): number => (this.#widths.has(column.key) ? 0 : column.grow);
    const shares = columns.reduce((sum, column) => sum + grow(column), 0);
    const starts = [0];
    // Of the room up to here, so that what is rounded off is not left over at the end.
    let [taken, given] = [0, 0];
    for (const [at, column] of columns.entries()) {
      taken += grow(column);
      const extra = shares === 0 ? 0 : Math.round((left * taken) / shares) - given;
      given += extra;
      starts.push((starts[at] ?? 0) + (own[at] ?? 0) + extra);
    }
    this.#starts = starts;
  }

  get total(): number {
    return this.#starts.at(-1) ?? 0;
  }

  start(column: number): number {
    return this.#starts[column] ?? 0;
  }

  width(column: number): number {
    return this.start(column + 1) - this.start(column);
  }

  /** Stays until the page is left. */
  resize(key: string, width: number): void {
    this.#widths.set(key, Math.max(leastWidth, Math.round(width)));
  }

  /** Which columns are seen between two places, half-open. */
  between(left: number, right: number): readonly [first: number, end: number] {
    const count = this.#starts.length - 1;
    let first = 0;
    while (first < count && this.start(first + 1) <= left) first++;
    let end = first;
    while (end < count && this.start(end) < right) end++;
    return [first, end];
  }
}

/** A browser draws no taller element, zoomed to 400 %; more rows than fit scroll faster than the scroll bar. */
const tallest = 8_000_000;

/** Rows of one height in a body that may be taller than an element can be. All in pixels. */
export class RowLayout {
  readonly rowHeight: number;
  readonly #count: number;
  /** Of the part of the grid that shows rows. */
  readonly #room: number;

  constructor(count: number, rowHeight: number, room: number) {
    this.rowHeight = rowHeight;
    this.#count = count;
    this.#room = room;
  }

  /** Of the element that scrolls. */
  get height(): number {
    return Math.min(tallest, this.#wholeHeight);
  }

  get #wholeHeight(): number {
    return this.#count * this.rowHeight;
  }

  /** How far into the rows a place of the scroll bar is. */
  offset(scrollTop: number): number {
    return this.#wholeHeight <= tallest ? scrollTop : scrollTop / this.#ratio;
  }

  get #ratio(): number {
    return (this.height - this.#room) / (this.#wholeHeight - this.#room);
  }

  /** The rows that are seen, with `spare` ones on both sides, half-open. */
  range(scrollTop: number, spare: number): readonly [first: number, end: number] {
    const offset = this.offset(scrollTop);
    const first = Math.max(0, Math.floor(offset / this.rowHeight) - spare);
    return [first, Math.min(this.#count, Math.ceil((offset + this.#room) / this.rowHeight) + spare)];
  }

  /** Where in the scrolled element a row lies while the scroll bar is at this place. */
  top(row: number, scrollTop: number): number {
    return row * this.rowHeight - this.offset(scrollTop) + scrollTop;
  }

  /** The place of the scroll bar at which a row is seen whole, as near as may be to where it is. */
  reveal(row: number, scrollTop: number): number {
    const [top, offset] = [row * this.rowHeight, this.offset(scrollTop)];
    const least = top + this.rowHeight - this.#room;
    const target = top < offset ? top : Math.max(offset, least);
    if (target === offset) return scrollTop;
    return this.#wholeHeight <= tallest ? target : target * this.#ratio;
  }

  /** The place of the scroll bar that has a row in the middle. */
  centre(row: number): number {
    const target = Math.max(0, row * this.rowHeight - (this.#room - this.rowHeight) / 2);
    return this.#wholeHeight <= tallest ? target : target * this.#ratio;
  }
}
