import type { Region, RegionKind } from './nodes.ts';

/** The number that stands for a kind in the table. */
export const kindNumber = {
  separator: 0,
  blank: 1,
  comment: 2,
  directive: 3,
  variable: 4,
  request: 5,
  continuation: 6,
  header: 7,
  fold: 8,
  body: 9,
  save: 10,
  assert: 11,
  script: 12,
  response: 13,
  unknown: 14,
} as const satisfies Readonly<Record<RegionKind, number>>;

const kinds = Object.keys(kindNumber) as readonly RegionKind[];

/** Numbers of one region: kind, end, name start and end, value start and end. It starts where the one before it ends. */
const width = 6;

/**
 * The regions of many blocks as plain numbers: a large file has a million of them, and as objects they would cost more
 * time in the garbage collector than the parsing itself.
 */
export class RegionTable {
  #data = new Int32Array(width * 1024);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  push(kind: number, end: number, nameStart: number, nameEnd: number, valueStart: number, valueEnd: number): void {
    let at = this.#count * width;
    if (at === this.#data.length) this.#grow();
    const data = this.#data;
    data[at++] = kind;
    data[at++] = end;
    data[at++] = nameStart;
    data[at++] = nameEnd;
    data[at++] = valueStart;
    data[at] = valueEnd;
    this.#count++;
  }

  /** Lengthens the last region. */
  extendLast(end: number): void {
    this.#data[(this.#count - 1) * width + 1] = end;
  }

  kindAt(index: number): RegionKind {
    return kinds[this.#data[index * width] ?? 0] ?? 'unknown';
  }

  isKind(index: number, kind: number): boolean {
    return this.#data[index * width] === kind;
  }

  /** True where the last region of the block whose first row is `from` is of this kind. */
  endsWith(kind: number, from: number): boolean {
    return this.#count > from && this.isKind(this.#count - 1, kind);
  }

  endAt(index: number): number {
    return this.#data[index * width + 1] ?? 0;
  }

  /** The region of a row; `from` is the first row of its block. */
  regionOf(index: number, from: number): Region {
    const at = index * width;
    const number = (column: number): number => this.#data[at + column] ?? 0;
    return {
      kind: this.kindAt(index),
      start: index === from ? 0 : this.endAt(index - 1),
      end: number(1),
      nameStart: number(2),
      nameEnd: number(3),
      valueStart: number(4),
      valueEnd: number(5),
    };
  }

  /** The start of the first region of a kind in the block whose first row is `from`; 0 where it has none. */
  startOfFirst(kind: number, from: number): number {
    for (let index = from; index < this.#count; index++) {
      if (this.isKind(index, kind)) return index === from ? 0 : this.endAt(index - 1);
    }
    return 0;
  }

  #grow(): void {
    const data = new Int32Array(this.#data.length * 4);
    data.set(this.#data);
    this.#data = data;
  }
}
