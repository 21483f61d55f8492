import type { ApiDescription, ApiOperation } from './apiDescription.ts';

/** The path of a URL text that may hold references: without origin, query and fragment. */
function pathOf(url: string): string {
  const end = endOfPath(url);
  const path = url.slice(0, end);
  const origin = /^(?:https?:\/\/[^/?#]*|\{\{[^{}]*\}\}(?=\/))/i.exec(path)?.[0] ?? '';
  return path.slice(origin.length);
}

/** Where the query or the fragment begins; braces hold what they will. */
export function endOfPath(url: string): number {
  return /^(?:\{\{[^{}]*\}\}|[^?#])*/.exec(url)?.[0].length ?? url.length;
}

/**
 * The operations whose path template matches, the most concrete first (OpenAPI 3.1, 4.8.8.2): a parameter matches one
 * part of one segment, and a reference matches parameters only.
 */
export function operationsAt(api: ApiDescription, url: string): readonly ApiOperation[] {
  const segments = segmentsOf(pathOf(url));
  const given = new Set(marksIn(url.slice(endOfPath(url))));
  const found = templatesOf(api)
    .get(segments.length)
    ?.filter(({ parts, marks }) => fitsAll(parts, segments, false) && marks.every((mark) => given.has(mark)));
  return (found ?? []).sort(byConcreteness).map(({ operation }) => operation);
}

export function operationOf(api: ApiDescription, method: string, url: string): ApiOperation | undefined {
  return operationsAt(api, url).find((operation) => operation.method === method);
}

/** Whether nothing can be said of a path: its operations were not read, or a reference may be any name in it. */
export function isOpenPath(api: ApiDescription, url: string): boolean {
  const path = pathOf(url);
  const segments = segmentsOf(path);
  const isUnread = api.unreadPaths.some((unread) => fitsAll(partsOf(unread), segments, false));
  const templates = templatesOf(api).get(segments.length) ?? [];
  const mayBe = ({ parts, marks }: Template): boolean =>
    (marks.length > 0 || path.includes('{{')) && fitsAll(parts, segments, true);
  return isUnread || templates.some(mayBe);
}

function fitsAll(parts: readonly Part[], segments: readonly string[], isAnyName: boolean): boolean {
  if (parts.length !== segments.length) return false;
  return parts.every((part, index) => {
    const segment = segments[index] ?? '';
    return (isAnyName && segment.includes(hole)) || fits(part, segment);
  });
}

/** One segment of a template: the texts around its parameters; one text alone where it has none. */
type Part = readonly string[];

interface Template {
  readonly operation: ApiOperation;
  readonly parts: readonly Part[];
  /** What some descriptions tell the operations of one path apart by: parts of the query, and a fragment. */
  readonly marks: readonly string[];
}

const known = new WeakMap<ApiDescription, ReadonlyMap<number, readonly Template[]>>();

/** By their number of segments. */
function templatesOf(api: ApiDescription): ReadonlyMap<number, readonly Template[]> {
  const before = known.get(api);
  if (before !== undefined) return before;
  const templates = new Map<number, Template[]>();
  for (const operation of api.operations)
    for (const path of [operation.path, ...operation.otherPaths]) {
      const template = {
        operation,
        parts: partsOf(path),
        marks: marksIn(path.slice(endOfTemplate(path))),
      };
      const alike = templates.get(template.parts.length);
      if (alike === undefined) templates.set(template.parts.length, [template]);
      else alike.push(template);
    }
  known.set(api, templates);
  return templates;
}

/** Each parameter of a query, and the fragment. */
function marksIn(tail: string): readonly string[] {
  return tail.match(/#.*|[^?&#]+/g) ?? [];
}

function endOfTemplate(path: string): number {
  return /^(?:\{[^{}]*\}|[^?#])*/.exec(path)?.[0].length ?? path.length;
}

function partsOf(template: string): readonly Part[] {
  return template
    .slice(0, endOfTemplate(template))
    .split('/')
    .map((segment) => segment.split(/\{[^{}]+\}/).map(decoded));
}

/** Stands for a reference in a segment: no text of a template has it. */
const hole = '\uE000';

function segmentsOf(path: string): readonly string[] {
  return path
    .replaceAll(/\{\{[^{}]*\}\}/g, hole)
    .split('/')
    .map(decoded);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Each text in its order, with at least one character between them; in time linear in the segment. */
function fits([first = '', ...rest]: Part, segment: string): boolean {
  const last = rest.pop();
  if (last === undefined) return segment === first;
  if (!segment.startsWith(first) || !segment.endsWith(last)) return false;
  let at = first.length;
  for (const text of rest) {
    const found = segment.indexOf(text, at + 1);
    if (found < 0) return false;
    at = found + text.length;
  }
  return at + 1 <= segment.length - last.length;
}

/** From the left, a segment without parameters before one with some, and one with more text around them before others. */
function byConcreteness(a: Template, b: Template): number {
  if (a.marks.length !== b.marks.length) return b.marks.length - a.marks.length;
  for (const [index, part] of a.parts.entries()) {
    const other = b.parts[index] ?? [''];
    const difference = Number(part.length > 1) - Number(other.length > 1) || textIn(other) - textIn(part);
    if (difference !== 0) return difference;
  }
  return 0;
}

function textIn(part: Part): number {
  return part.reduce((sum, text) => sum + text.length, 0);
}

/** The parameters of a query text, with their places in it. */
export function queryOf(url: string): readonly { readonly name: string; readonly start: number }[] {
  const from = endOfPath(url);
  if (url.charAt(from) !== '?') return [];
  const found: { name: string; start: number }[] = [];
  const query = /^(?:\{\{[^{}]*\}\}|[^#])*/.exec(url.slice(from))?.[0] ?? ''; // a fragment holds no parameters
  for (const { 0: name, index } of query.matchAll(/(?<=[?&])[^=&#?]+/g)) found.push({ name, start: from + index });
  return found;
}
