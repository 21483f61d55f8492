export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

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
