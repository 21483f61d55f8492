import type { Template } from '../syntax/requestText.ts';

/** Private use: characters that stand for references while a text is cut and joined. */
const first = 0xf0000;
const last = 0xffffd;

/**
 * References as single characters, so that a text with variables can be handled as any other text. `source` must not
 * hold such characters itself: they are told apart by starting behind the highest one in it.
 */
export class Markers {
  readonly #expressions: string[] = [];
  readonly #base: number;

  constructor(source: string) {
    let base = first;
    for (const character of source) {
      const point = character.codePointAt(0) ?? 0;
      if (point >= base && point < last) base = point + 1;
    }
    this.#base = base;
  }

  /** The character for `{{expression}}`. */
  mark(expression: string): string {
    this.#expressions.push(expression);
    return String.fromCodePoint(Math.min(this.#base + this.#expressions.length - 1, last));
  }

  expressionOf(character: string): string | undefined {
    return this.#expressions[(character.codePointAt(0) ?? 0) - this.#base];
  }

  startsWith(text: string): boolean {
    return this.expressionOf(String.fromCodePoint(text.codePointAt(0) ?? 0)) !== undefined;
  }

  has(text: string): boolean {
    return Array.from(text).some((one) => this.expressionOf(one) !== undefined);
  }

  template(text: string): Template {
    const parts: (string | { readonly reference: string })[] = [];
    let plain = '';
    for (const character of text) {
      const reference = this.expressionOf(character);
      if (reference === undefined) plain += character;
      else {
        if (plain !== '') parts.push(plain);
        parts.push({ reference });
        plain = '';
      }
    }
    return plain === '' ? parts : [...parts, plain];
  }

  /** `convert` for the text, `{{%name}}` for what is known at send only. */
  encode(text: string, convert: (plain: string) => string): string {
    return this.#map(text, convert, (expression) => this.mark(`%${expression}`));
  }

  /** `convert` for the text; what is known at send only stays. */
  encodePlain(text: string, convert: (plain: string) => string): string {
    return this.#map(text, convert, (_, marker) => marker);
  }

  #map(
    text: string,
    plain: (text: string) => string,
    reference: (expression: string, marker: string) => string,
  ): string {
    let result = '';
    let run = '';
    for (const character of text) {
      const expression = this.expressionOf(character);
      if (expression === undefined) run += character;
      else {
        result += plain(run) + reference(expression, character);
        run = '';
      }
    }
    return result + plain(run);
  }
}
