import { code, skipSpace } from './characters.ts';

/** Goes over a text line by line. LF and CRLF end a line; a lone carriage return does not. */
export class LineCursor {
  /** Where the line starts and ends, its end without and with the line end. */
  start = 0;
  end = 0;
  next = 0;
  /** Its first character that is neither space nor tab, or its end. */
  first = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The line at `next`. The text that it looks at begins at `content`: behind a byte order mark. */
  read(content = this.next): void {
    this.start = this.next;
    const feed = this.#text.indexOf('\n', content);
    this.next = feed < 0 ? this.#text.length : feed + 1;
    this.end = feed < 0 ? this.#text.length : feed;
    if (this.end > content && this.#text.charCodeAt(this.end - 1) === code.return) this.end--;
    this.first = skipSpace(this.#text, content, this.end);
  }
}
