import type { RequestNode } from './nodes.ts';
import type { Outline } from './outline.ts';
import type { MatterTree } from './tree.ts';

/** What a request is named after; a request has them, and its outline. */
interface Named {
  readonly title?: string | undefined;
  readonly name?: string | undefined;
  readonly method: string;
  readonly url: string;
}

/** What people read: the title, else the name, else method and URL without its query, which is nobody's business. */
export function displayName({ title, name, method, url }: Named): string {
  if (title !== undefined && title !== '') return title;
  return name ?? withoutQuery(method, url);
}

/**
 * What a request is known by in its file: `@name`, else the title, else method and URL. Of several with the same one,
 * those with `@name` come first, then titles; the first has it as it is, the others with `#2`, `#3`. So no two have one
 * key, and an edit of another request changes it only where both are called the same.
 */
export function requestKey(tree: MatterTree, { lineSpan }: Pick<RequestNode, 'lineSpan'>): string {
  return identities(tree).keys[tree.blockAt(lineSpan.start)] ?? '';
}

export function findByKey(tree: MatterTree, key: string): RequestNode | undefined {
  const index = identities(tree).indices.get(key);
  return index === undefined ? undefined : tree.requestIn(index);
}

/** The index of the block of the request that each name means, `@name` or title: the one whose key it is. In their order. */
export function requestNames(tree: MatterTree): ReadonlyMap<string, number> {
  return identities(tree).names;
}

/** The request that others mean by a name. */
export function requestNamed(tree: MatterTree, name: string): RequestNode | undefined {
  return requestNames(tree).has(name) ? findByKey(tree, name) : undefined;
}

/** True for a request that others mean by its name. */
export function isNamed(tree: MatterTree, request: RequestNode): request is RequestNode & { readonly name: string } {
  return request.name !== undefined && requestKey(tree, request) === request.name;
}

interface Identities {
  /** By the index of the block; undefined where it has no request. */
  readonly keys: readonly (string | undefined)[];
  readonly indices: ReadonlyMap<string, number>;
  readonly names: ReadonlyMap<string, number>;
}

const known = new WeakMap<MatterTree, Identities>();

function identities(tree: MatterTree): Identities {
  let found = known.get(tree);
  if (found === undefined) known.set(tree, (found = identify(tree)));
  return found;
}

function identify({ blocks }: MatterTree): Identities {
  const keys = new Array<string | undefined>(blocks.length);
  const indices = new Map<string, number>();
  const take = (key: string, index: number): void => {
    keys[index] = key;
    indices.set(key, index);
  };
  for (const rank of ['name', 'title', 'line'] as const) {
    blocks.forEach(({ outline }, index) => {
      if (rankOf(outline) === rank && !indices.has(baseOf(outline))) take(baseOf(outline), index);
    });
  }
  const names = new Map<string, number>();
  const counts = new Map<string, number>();
  blocks.forEach(({ outline }, index) => {
    if (outline.request === undefined) return;
    if (keys[index] === undefined) take(freeKey(baseOf(outline), indices, counts), index);
    else if (outline.name !== undefined) names.set(outline.name, index);
  });
  return { keys, indices, names };
}

function rankOf({ request, name, nameSpan }: Outline): 'name' | 'title' | 'line' | undefined {
  if (request === undefined) return undefined;
  if (name === undefined) return 'line';
  return nameSpan === undefined ? 'title' : 'name';
}

function baseOf({ name, request }: Outline): string {
  return name ?? withoutQuery(request?.method ?? '', request?.url ?? '');
}

/** `counts`: the last number of each, so that the next is looked for from there on. */
function freeKey(base: string, taken: ReadonlyMap<string, number>, counts: Map<string, number>): string {
  let count = counts.get(base) ?? 1;
  do count++;
  while (taken.has(`${base}#${count}`));
  counts.set(base, count);
  return `${base}#${count}`;
}

function withoutQuery(method: string, url: string): string {
  return `${method} ${url.replace(/[?#].*$/s, '')}`;
}
