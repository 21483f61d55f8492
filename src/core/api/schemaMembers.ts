import type { Node } from 'jsonc-parser';
import { isObject, type JsonObject } from '../json.ts';
import type { Definitions } from './definitions.ts';
import { listOf } from './jsonNode.ts';

/** The members of an object: of a name that stands twice, the last one counts, as in JSON.parse. */
export function membersOf(node: Node): ReadonlyMap<string, Node> {
  const members = new Map<string, Node>();
  for (const { children } of node.children ?? []) {
    const [key, value] = children ?? [];
    if (key !== undefined && value !== undefined) members.set(key.value as string, value);
  }
  return members;
}

/** Whether a schema, in any part that is held against the same value, says that the server alone writes a property. */
export function isReadOnlyIn(origin: unknown, name: string, definitions: Definitions): boolean {
  return partsOf(origin, definitions).some((part) => {
    const { properties } = part;
    const schema = isObject(properties) && Object.hasOwn(properties, name) ? properties[name] : undefined;
    return schema !== undefined && partsOf(schema, definitions).some((one) => one['readOnly'] === true);
  });
}

const inPlace = ['allOf', 'anyOf', 'oneOf'];

/** The schema and all that it holds against the same value. */
function partsOf(schema: unknown, definitions: Definitions): readonly JsonObject[] {
  const found = new Set<JsonObject>();
  const queue: unknown[] = [schema];
  while (queue.length > 0) {
    const next = queue.pop();
    if (!isObject(next) || found.has(next)) continue;
    found.add(next);
    if (typeof next['$ref'] === 'string') queue.push(definitions.schemaAt(next['$ref']));
    queue.push(...inPlace.flatMap((keyword) => listOf(next[keyword])), next['then'], next['else']);
  }
  return [...found];
}
