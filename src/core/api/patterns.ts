import type { RE2JS } from 're2js';

/**
 * The patterns of schemas, by a library whose time is linear in the text: a description must not hang the editor. It
 * loads when a pattern was asked for.
 */
export class Patterns {
  readonly #compiled = new Map<string, RE2JS | undefined>();
  #library: typeof RE2JS | undefined;
  #isWanted = false;

  /** Undefined where the pattern cannot be read (RE2 has no lookaround), or the library is not loaded yet. */
  readonly matches = (pattern: string, text: string): boolean | undefined => {
    this.#isWanted = true;
    if (this.#library === undefined) return undefined;
    if (!this.#compiled.has(pattern)) this.#compiled.set(pattern, compile(this.#library, pattern));
    return this.#compiled.get(pattern)?.matcher(text).find();
  };

  /** Whether it was loaded by this call, so that answers may be other ones now. */
  async load(): Promise<boolean> {
    if (!this.#isWanted || this.#library !== undefined) return false;
    ({ RE2JS: this.#library } = await import('re2js'));
    return true;
  }
}

function compile(library: typeof RE2JS, pattern: string): RE2JS | undefined {
  try {
    return library.compile(library.translateRegExp(pattern));
  } catch {
    return undefined;
  }
}
