import type { Sheet } from './workbook.ts';

/** As many rows as a spreadsheet has, and as many cells as memory for them. */
export const rowLimit = 1_048_576;
export const cellLimit = 30_000_000;

type SheetFacts = Omit<Sheet, 'text' | 'ends' | 'rowStarts' | 'numbers' | 'formats' | 'lines'>;

const joinedAtOnce = 65_536;

/** Collects cells row by row into the long arrays of a sheet. */
export class SheetBuilder {
  #parts: string[] = [];
  readonly #joined: string[] = [];
  #length = 0;
  #cells = 0;
  #rows = 0;
  #ends = new Uint32Array(1024);
  #rowStarts = new Uint32Array(256);
  #numbers: Float64Array<ArrayBuffer> | undefined;
  #formats: Uint16Array<ArrayBuffer> | undefined;
  #lines: Uint32Array<ArrayBuffer> | undefined;
  #extraLines = 0;

  get rows(): number {
    return this.#rows;
  }

  get isTooLarge(): boolean {
    return this.#rows > rowLimit || this.#cells > cellLimit;
  }

  addText(text: string): void {
    if (this.#cells === this.#ends.length) this.#grow();
    this.#parts.push(text);
    if (this.#parts.length >= joinedAtOnce) this.#join();
    this.#length += text.length;
    this.#ends[this.#cells++] = this.#length;
  }

  addNumber(number: number, shown: string, format: number): void {
    this.#numbers ??= new Float64Array(this.#ends.length).fill(NaN);
    this.#formats ??= new Uint16Array(this.#ends.length);
    this.addText(shown);
    this.#numbers[this.#cells - 1] = number;
    this.#formats[this.#cells - 1] = format;
  }

  /** `breaks`: the line breaks within its cells, so that later rows keep their lines. */
  endRow(breaks = 0): void {
    if (this.#rows + 1 >= this.#rowStarts.length) this.#rowStarts = doubled(this.#rowStarts, Uint32Array);
    this.#line(breaks);
    this.#rowStarts[++this.#rows] = this.#cells;
  }

  build(facts: SheetFacts): Sheet {
    this.#join();
    return {
      ...facts,
      text: this.#joined.join(''),
      ends: this.#ends.slice(0, this.#cells),
      rowStarts: this.#rowStarts.slice(0, this.#rows + 1),
      ...(this.#numbers === undefined ? {} : { numbers: this.#numbers.slice(0, this.#cells) }),
      ...(this.#formats === undefined ? {} : { formats: this.#formats.slice(0, this.#cells) }),
      ...(this.#lines === undefined ? {} : { lines: this.#lines.slice(0, this.#rows) }),
    };
  }

  #line(breaks: number): void {
    if (breaks === 0 && this.#lines === undefined) return;
    this.#lines ??= Uint32Array.from({ length: this.#rowStarts.length }, (_, row) => row + 1);
    if (this.#rows >= this.#lines.length) this.#lines = doubled(this.#lines, Uint32Array);
    this.#lines[this.#rows] = this.#rows + 1 + this.#extraLines;
    this.#extraLines += breaks;
  }

  #join(): void {
    this.#joined.push(this.#parts.join(''));
    this.#parts = [];
  }

  #grow(): void {
    const filled = this.#ends.length;
    this.#ends = doubled(this.#ends, Uint32Array);
    if (this.#numbers !== undefined) this.#numbers = doubled(this.#numbers, Float64Array).fill(NaN, filled);
    if (this.#formats !== undefined) this.#formats = doubled(this.#formats, Uint16Array);
  }
}

function doubled<A extends Uint32Array<ArrayBuffer> | Float64Array<ArrayBuffer> | Uint16Array<ArrayBuffer>>(
  array: A,
  Kind: new (length: number) => A,
): A {
  const larger = new Kind(array.length * 2);
  larger.set(array);
  return larger;
}
