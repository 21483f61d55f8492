/**
 * JSON with one value a line, indented by two spaces; undefined where the text is no JSON, or is nested so deeply that it
 * would become many times larger. Every value stays as it is written: parsing and printing would change `1.0`, `1e400` and
 * numbers of more than 15 digits.
 */
export function prettyJson(text: string): string | undefined {
  try {
    JSON.parse(text);
  } catch {
    return undefined;
  }
  return new JsonPrinter(text).print();
}

// A string, a value without structure, or one of the six characters of it (RFC 8259, section 2).
const token = /"(?:[^"\\]|\\.)*"|[^\s"{}[\],:]+|[{}[\],:]/g;

class JsonPrinter {
  readonly #tokens: IterableIterator<RegExpExecArray>;
  readonly #parts: string[] = [];
  #depth = 0;
  /** Characters of indentation that may still be added. */
  #room: number;

  constructor(text: string) {
    this.#room = 10_000 + 8 * text.length;
    this.#tokens = text.matchAll(token) as IterableIterator<RegExpExecArray>;
  }

  print(): string | undefined {
    let previous = '';
    for (const [part] of this.#tokens) {
      this.#add(part, previous);
      if (this.#room < 0) return undefined;
      previous = part;
    }
    return this.#parts.join('');
  }

  #add(part: string, previous: string): void {
    const closes = part === '}' || part === ']';
    const isOpen = previous === '{' || previous === '[';
    if (closes) this.#depth--;
    if (closes ? !isOpen : isOpen || previous === ',') this.#newLine();
    this.#parts.push(part === ':' ? ': ' : part);
    if (part === '{' || part === '[') this.#depth++;
  }

  #newLine(): void {
    this.#room -= 2 * this.#depth;
    if (this.#room >= 0) this.#parts.push(`\n${'  '.repeat(this.#depth)}`);
  }
}
