import { isObject } from '../json.ts';
import type { Definitions } from './definitions.ts';

const depthLimit = 40;
const nodeLimit = 5000;

/**
 * A schema with every `$ref` replaced by its target; what leads nowhere, back to itself, or too far by `{}`. For what is
 * shown of a schema, not for a verdict.
 */
export function expandSchema(schema: unknown, definitions: Definitions): unknown {
  let nodes = 0; // references to references can multiply without a circle
  const expand = (value: unknown, open: readonly unknown[]): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    const target = resolve(value, definitions);
    if (typeof target !== 'object' || target === null) return target ?? {};
    if (open.includes(target) || open.length > depthLimit || ++nodes > nodeLimit) return {};
    const below = [...open, target];
    if (Array.isArray(target)) return target.map((item) => expand(item, below));
    return Object.fromEntries(Object.entries(target).map(([key, item]) => [key, expand(item, below)]));
  };
  return expand(schema, []);
}

function resolve(schema: object, definitions: Definitions): unknown {
  let target: unknown = schema;
  for (let depth = 0; depth < 20 && isObject(target) && typeof target['$ref'] === 'string'; depth++) {
    const { $ref: reference, ...beside } = target;
    const there = definitions.schemaAt(reference);
    // JSON Schema 2020-12: what stands beside a reference applies too.
    const isMerged = definitions.dialect === '2020-12' && isObject(there) && Object.keys(beside).length > 0;
    target = isMerged ? { ...there, ...beside } : there;
  }
  return target;
}
