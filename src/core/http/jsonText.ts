import { parseExactJson } from '../exactJson.ts';
import { parseJson } from '../json.ts';
import { loadJsonQuery } from './jsonPath.ts';

/** A text that may be JSON, parsed once, however often it is asked. */
export class JsonText {
  readonly #text: string;
  #json: { readonly value: unknown } | undefined;
  #exact: { readonly value: unknown } | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  /** With JavaScript's numbers; undefined where the text is no JSON. */
  get json(): unknown {
    this.#json ??= { value: parseJson(this.#text) };
    return this.#json.value;
  }

  /** The values at a JSONPath, numbers as they are written; none where the text is no JSON, or the path no JSONPath. As loadJsonQuery. */
  async query(path: string): Promise<readonly unknown[]> {
    if (this.json === undefined) return [];
    const query = await loadJsonQuery();
    const nodes = query(this.json, path) ?? [];
    if (!nodes.some(({ value }) => mayHoldNumber(value))) return nodes.map(({ value }) => value);
    // The path is followed in ordinary JSON, whose numbers filters can compare; what it leads to is taken as written.
    this.#exact ??= { value: parseExactJson(this.#text) };
    const { value: root } = this.#exact;
    if (root === undefined) return nodes.map(({ value }) => value); // too deep for the parser
    return nodes.map(({ location }) => location.reduce<unknown>(memberOf, root));
  }
}

function mayHoldNumber(value: unknown): boolean {
  return typeof value === 'number' || (typeof value === 'object' && value !== null);
}

function memberOf(value: unknown, key: string | number): unknown {
  return (value as Readonly<Record<string | number, unknown>> | undefined)?.[key];
}
