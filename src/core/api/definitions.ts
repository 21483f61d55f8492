import { isObject, type JsonObject } from '../json.ts';
import { locate } from './jsonNode.ts';

/** How schemas are to be read: as OpenAPI 3.0 has them, as JSON Schema 2020-12, or not at all. */
export type Dialect = 'openapi-3.0' | '2020-12' | 'unknown';

/** The schemas that the request bodies of one description lead to. */
export interface Definitions {
  readonly dialect: Dialect;
  /** What a `$ref` points to; undefined where nothing is there. */
  schemaAt(reference: string): unknown;
}

export const noDefinitions: Definitions = { dialect: 'unknown', schemaAt: () => undefined };

/** More levels than any schema has; those who walk it call themselves for each. */
const deepest = 300;

/** What the schemas refer to, however indirectly, and the references that lead nowhere. */
export interface Collected {
  readonly schemas: ReadonlyMap<string, unknown>;
  readonly missing: readonly string[];
}

/** Follows every `$ref` below the schemas of a document. */
export function collectSchemas(root: JsonObject, schemas: Iterable<unknown>): Collected {
  const found = new Map<string, unknown>();
  const missing = new Set<string>();
  const queue: unknown[] = [...schemas];
  const follow = (reference: string): void => {
    if (found.has(reference) || missing.has(reference)) return;
    const target = locate(root, reference);
    if (target === undefined || isTooDeep(target)) missing.add(reference);
    else {
      found.set(reference, target);
      queue.push(target);
    }
  };
  for (let schema = queue.pop(); schema !== undefined; schema = queue.pop()) eachReference(schema, follow);
  return { schemas: found, missing: [...missing] };
}

function eachReference(schema: unknown, follow: (reference: string) => void): void {
  const queue: unknown[] = [schema];
  while (queue.length > 0) {
    const node = queue.pop();
    if (Array.isArray(node)) for (const item of node as unknown[]) queue.push(item);
    else if (isObject(node)) {
      if (typeof node['$ref'] === 'string') follow(node['$ref']);
      for (const key in node) if (!valueKeywords.has(key)) queue.push(node[key]);
    }
  }
}

/** Their values are no schemas: a `$ref` in one is data. */
const valueKeywords: ReadonlySet<string> = new Set(['example', 'examples', 'default', 'enum', 'const']);

export function isTooDeep(value: unknown, depth = 0): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (depth > deepest) return true;
  return Object.values(value).some((item) => isTooDeep(item, depth + 1));
}
