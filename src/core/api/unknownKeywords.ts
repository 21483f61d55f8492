import { isObject } from '../json.ts';
import type { Dialect } from './definitions.ts';

/** Keywords of JSON Schema that a verdict depends on and that are not understood here. */
const notUnderstood = ['$dynamicRef', '$recursiveRef', '$schema'];

/** Those that the schemas use, for the user to know that they are not checked. */
export function unknownKeywords(schemas: readonly unknown[], dialect: Dialect): readonly string[] {
  if (dialect !== '2020-12') return [];
  const found = new Set<string>();
  const queue: unknown[] = [...schemas];
  while (queue.length > 0) {
    const node = queue.pop();
    if (Array.isArray(node)) for (const item of node as unknown[]) queue.push(item);
    else if (isObject(node)) {
      for (const keyword of notUnderstood) if (typeof node[keyword] === 'string') found.add(keyword);
      queue.push(...Object.values(node));
    }
  }
  return [...found];
}
