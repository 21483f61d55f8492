/** As many rows as a spreadsheet has. */
const rowLimit = 1_048_576;
const cellLimit = 20_000_000;

/** `r="12"` of a row, `r="AB12"` of a cell, and the rows that have none. */
const addressOrRow = /(?:\s|(?<!xmlns):)r=["']([^"'<]{0,24})|[<:]row(?=[\s/>])/g;
const longestMatch = 28;
const address = /^([A-Z]{0,3})(-?\d{1,7})$/i;

/**
 * How far the sheets of a file reach, from their text: their reader fills every gap before the last cell of each, so a
 * single cell far out would take all the memory there is.
 */
export class SheetArea {
  #cellsBefore = 0;
  #isSheet = false;
  #rows = 0;
  #lastRow = 0;
  #lastColumn = 0;
  #rest = '';
  /** An address that is none; its reader might still take it for a number, as it does `1e9`. */
  isBroken = false;

  get isTooLarge(): boolean {
    return this.#lastRow > rowLimit || this.#cellsBefore + this.#cells > cellLimit;
  }

  get #cells(): number {
    return Math.max(this.#rows, this.#lastRow) * this.#lastColumn;
  }

  /** The next piece of the text of one sheet, or of another part of the file. */
  read(piece: string): void {
    const text = this.#rest + piece;
    // What begins later may be cut in two.
    const end = Math.max(0, text.length - longestMatch);
    this.#scan(text, end);
    this.#rest = text.slice(end);
  }

  endSheet(): void {
    this.#scan(this.#rest, this.#rest.length);
    this.#rest = '';
  }

  /** The reader keeps the cells of all sheets. */
  beginSheet(): void {
    this.#cellsBefore += this.#cells;
    this.#isSheet = false;
    this.#rows = 0;
    this.#lastRow = 0;
    this.#lastColumn = 0;
  }

  #scan(text: string, end: number): void {
    // What stands before the rows, and the other parts of a file, have attributes of this name too.
    const start = this.#isSheet ? 0 : text.indexOf('sheetData');
    if (start < 0) return;
    this.#isSheet = true;
    for (const { 1: value, index } of text.matchAll(addressOrRow)) {
      if (index >= end) return;
      if (index < start) continue;
      if (value === undefined) this.#rows++;
      else this.#take(value);
    }
  }

  #take(value: string): void {
    const [match, letters = '', row = ''] = address.exec(value) ?? [];
    this.isBroken ||= match === undefined;
    this.#lastRow = Math.max(this.#lastRow, Number(row));
    this.#lastColumn = Math.max(this.#lastColumn, columnOf(letters.toUpperCase()));
  }
}

function columnOf(letters: string): number {
  let column = 0;
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64;
  return column;
}
