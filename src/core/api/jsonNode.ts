import { isObject, type JsonObject } from '../json.ts';

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}

export function childOf(node: JsonObject, key: string): JsonObject {
  const child = node[key];
  return isObject(child) ? child : {};
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** What a local `$ref` points to (RFC 6901, 6: a pointer in a fragment is percent-encoded); undefined where nothing is. */
export function locate(root: JsonObject, reference: string): unknown {
  if (reference === '#') return root;
  if (!reference.startsWith('#/')) return undefined;
  let target: unknown = root;
  for (const part of reference.slice(2).split('/')) {
    const key = toKey(part);
    const isThere = typeof target === 'object' && target !== null && Object.hasOwn(target, key);
    target = isThere ? (target as JsonObject)[key] : undefined;
  }
  return target;
}

function toKey(part: string): string {
  if (!/[~%]/.test(part)) return part;
  const text = part.replaceAll('~1', '/').replaceAll('~0', '~');
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Follows the `$ref` of a node, a few times at most; undefined where it leads nowhere. */
function resolveReference(root: JsonObject, node: unknown): unknown {
  let target = node;
  for (let depth = 0; isObject(target) && typeof target['$ref'] === 'string'; depth++) {
    if (depth > 20) return undefined;
    target = locate(root, target['$ref']);
  }
  return target;
}

/** The object that a node is or points to; undefined where it is none. */
export function objectAt(root: JsonObject, node: unknown): JsonObject | undefined {
  const target = resolveReference(root, node);
  return isObject(target) ? target : undefined;
}

/** The examples of a parameter or a media type: its own, those of its `examples`, then those of its schema. */
export function examplesOf(root: JsonObject, node: JsonObject): readonly unknown[] {
  const named = Object.values(childOf(node, 'examples')).map((item) => {
    const example = objectAt(root, item);
    return example?.['value'] ?? example?.['dataValue'];
  });
  const schema = objectAt(root, node['schema']) ?? {};
  const ofSchema = [schema['example'], ...listOf(schema['examples']), schema['default']];
  return [node['example'], ...named, ...ofSchema].filter((example) => example !== undefined);
}
