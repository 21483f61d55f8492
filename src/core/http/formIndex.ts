/** Shorter values are words: to look for them would mask ordinary text. */
export const shortestForm = 6;
/** Of a longer one the rest is taken for granted. */
const keyLength = 64;
const bits = 22;

interface Key {
  readonly text: string;
  /** Of the longest form that begins so. */
  length: number;
  /** The longest other key that this one begins with. */
  parent: Key | undefined;
}

/** Half-open, in UTF-16 units. */
export type Range = readonly [start: number, end: number];

/**
 * Finds many texts in one, in one pass: its time does not grow with their number. A filter of their first characters says
 * where one may begin, a search in their order says which.
 */
export class FormIndex {
  readonly #keys: Key[] = [];
  readonly #filter = new Uint8Array(2 ** (bits - 3));

  constructor(forms: Iterable<string>) {
    const lengths = new Map<string, number>();
    for (const form of forms) {
      const key = form.slice(0, keyLength);
      lengths.set(key, Math.max(lengths.get(key) ?? 0, form.length));
    }
    for (const [text, length] of [...lengths].sort(([a], [b]) => (a < b ? -1 : 1)))
      this.#add({ text, length, parent: undefined });
  }

  find(text: string): readonly Range[] {
    const found: Range[] = [];
    if (this.#keys.length === 0) return found;
    for (let at = 0; at + shortestForm <= text.length; at++) {
      const key = this.#mayBegin(text, at) ? this.#keyAt(text, at) : undefined;
      if (key === undefined) continue;
      found.push([at, Math.min(text.length, at + key.length)]);
      at += key.text.length - 1;
    }
    return found;
  }

  /** Where a form begins that goes on behind the end of the text; it shows at least `least` characters. */
  cutAt(text: string, least: number): number | undefined {
    for (let at = Math.max(0, text.length - keyLength); at + Math.max(least, shortestForm) <= text.length; at++) {
      const rest = text.slice(at);
      if (this.#mayBegin(text, at) && this.#keys[this.#indexOf(rest)]?.text.startsWith(rest) === true) return at;
    }
    return undefined;
  }

  #add(key: Key): void {
    let parent = this.#keys.at(-1);
    while (parent !== undefined && !key.text.startsWith(parent.text)) ({ parent } = parent);
    key.parent = parent;
    this.#keys.push(key);
    const hash = hashAt(key.text, 0);
    this.#filter[hash >> 3] = (this.#filter[hash >> 3] ?? 0) | (1 << (hash & 7));
  }

  #mayBegin(text: string, at: number): boolean {
    const hash = hashAt(text, at);
    return ((this.#filter[hash >> 3] ?? 0) & (1 << (hash & 7))) !== 0;
  }

  /** The longest that begins here. */
  #keyAt(text: string, at: number): Key | undefined {
    const here = text.slice(at, at + keyLength);
    const next = this.#indexOf(here);
    const same = this.#keys[next];
    let key = same?.text === here ? same : this.#keys[next - 1];
    while (key !== undefined && !here.startsWith(key.text)) key = key.parent;
    return key;
  }

  /** Of the first key that is not before the text. */
  #indexOf(text: string): number {
    let [low, high] = [0, this.#keys.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#keys[middle]?.text ?? '') < text) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Of the first characters, as many as each form has. */
function hashAt(text: string, at: number): number {
  let hash = 0;
  for (let index = at; index < at + shortestForm; index++)
    hash = Math.imul(hash, 0x01_00_01_93) ^ text.charCodeAt(index);
  return (hash ^ (hash >>> 13)) & (2 ** bits - 1);
}
