import { isObject, type JsonObject } from '../json.ts';

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}

export function childOf(node: JsonObject, key: string): JsonObject {
  const child = node[key];
  return isObject(child) ? child : {};
}

/** Follows a local `$ref` (RFC 6901), a few times at most; undefined where it leads nowhere. */
export function resolveReference(root: JsonObject, node: unknown, depth = 0): unknown {
  if (!isObject(node) || typeof node['$ref'] !== 'string') return node;
  const reference = node['$ref'];
  if (!reference.startsWith('#/') || depth > 20) return undefined;
  let target: unknown = root;
  for (const part of reference.slice(2).split('/')) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    target = isObject(target) && Object.hasOwn(target, key) ? target[key] : undefined;
  }
  return resolveReference(root, target, depth + 1);
}

const depthLimit = 40;
const nodeLimit = 5000;

/** Every local `$ref` below the node replaced by its target; one that leads nowhere, or back to itself, by `{}`. */
export function expandReferences(root: JsonObject, node: unknown): unknown {
  let nodes = 0; // references to references can multiply without a circle
  const expand = (value: unknown, open: readonly unknown[]): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    const target = resolveReference(root, value) ?? {};
    if (typeof target !== 'object') return target;
    if (open.includes(target) || open.length > depthLimit || ++nodes > nodeLimit) return {};
    const below = [...open, target];
    if (Array.isArray(target)) return target.map((item) => expand(item, below));
    return Object.fromEntries(Object.entries(target).map(([key, item]) => [key, expand(item, below)]));
  };
  return expand(node, []);
}

/** The example of a parameter or a media type: its own, the first of its `examples`, or that of its schema. */
export function exampleOf(root: JsonObject, node: JsonObject): unknown {
  if (node['example'] !== undefined) return node['example'];
  const first = resolveReference(root, Object.values(childOf(node, 'examples'))[0]);
  if (isObject(first) && first['value'] !== undefined) return first['value'];
  const schema = resolveReference(root, node['schema']);
  if (!isObject(schema)) return undefined;
  const list: unknown = schema['examples'];
  return schema['example'] ?? (Array.isArray(list) ? (list[0] as unknown) : schema['default']);
}
