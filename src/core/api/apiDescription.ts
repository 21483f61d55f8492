import type * as Yaml from 'yaml';
import type { Document } from 'yaml';
import { isObject, type JsonObject } from '../json.ts';
import { childOf, exampleOf, expandReferences, resolveReference, textOf } from './jsonNode.ts';

export interface ApiParameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly description: string;
  readonly example?: unknown;
}

export interface ApiOperation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  /** The resource it belongs to. */
  readonly tag: string;
  readonly summary: string;
  readonly description: string;
  /** How it is known: documented, seen-in-client, inferred; absent in a user's own description. */
  readonly evidence?: string;
  readonly parameters: readonly ApiParameter[];
  readonly requestBody?: { readonly contentType: string; readonly example?: unknown; readonly schema?: unknown };
  readonly statuses: readonly string[];
}

export interface ApiDescription {
  readonly title: string;
  readonly operations: readonly ApiOperation[];
}

export interface ApiDescriptionProblem {
  readonly message: string;
  readonly line?: number;
}

export type ParsedDescription =
  | { readonly description: ApiDescription; readonly problem?: undefined }
  | { readonly description?: undefined; readonly problem: ApiDescriptionProblem };

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

/** An OpenAPI 3.0 or 3.1 document, YAML or JSON -> its operations, or the one problem that stops it. */
export async function parseApiDescription(text: string, fileName: string): Promise<ParsedDescription> {
  const yaml = await import('yaml'); // also reads JSON; loaded by those who look at the API
  const deepLine = tooDeepLine(new yaml.Lexer().lex(text));
  if (deepLine !== undefined)
    return broken(
      `${fileName}:${deepLine}: this is nested too deeply. No description needs ${deepest} levels.`,
      deepLine,
    );
  const lines = new yaml.LineCounter();
  const document = yaml.parseDocument(text, { lineCounter: lines, stringKeys: true, uniqueKeys: false });
  const wrong = document.errors[0]?.pos[0] ?? repeatedKey(document, yaml);
  if (wrong !== undefined) {
    const { line } = lines.linePos(wrong);
    return broken(`${fileName}:${line}: this is not valid YAML or JSON. Correct the line.`, line);
  }
  const root: unknown = toPlain(document);
  if (root === undefined) return broken(`${fileName}:1: its aliases (*name) repeat without end. Write them out.`, 1);
  if (!isObject(root) || !/^3\.[01]\b/.test(textOf(root['openapi']))) {
    return broken(
      `${fileName}:1: this is not an OpenAPI 3.0 or 3.1 description. Its first line says "openapi: 3.1.0".`,
      1,
    );
  }
  const { paths } = root;
  if (!isObject(paths)) return broken(`${fileName}:1: there are no "paths". Add the operations below "paths:".`, 1);
  const operations = Object.entries(paths).flatMap(([path, item]) => operationsOf(root, path, item));
  return { description: { title: textOf(childOf(root, 'info')['title']), operations } };
}

/** The shipped operations with the user's added; the same method and path, or the same id, is replaced. */
export function mergeDescriptions(shipped: ApiDescription, user: ApiDescription): ApiDescription {
  const replaces = (own: ApiOperation, old: ApiOperation): boolean =>
    own.id === old.id || (own.method === old.method && own.path === old.path);
  const kept = shipped.operations.filter((old) => !user.operations.some((own) => replaces(own, old)));
  return { title: shipped.title, operations: [...kept, ...user.operations] };
}

/** The operations by tag, in the order of the description. */
export function resourcesOf({
  operations,
}: ApiDescription): readonly { name: string; operations: readonly ApiOperation[] }[] {
  const byTag = new Map<string, ApiOperation[]>();
  for (const operation of operations) byTag.set(operation.tag, [...(byTag.get(operation.tag) ?? []), operation]);
  return [...byTag].map(([name, own]) => ({ name, operations: own }));
}

const deepest = 100;

/** The first line that is nested too deeply to be parsed: for twice the levels the parser takes eight times as long. */
function tooDeepLine(tokens: Iterable<string>): number | undefined {
  let line = 1;
  let brackets = 0;
  let marks = 0;
  for (const token of tokens) {
    line += token.split('\n').length - 1;
    brackets += bracketSteps.get(token) ?? 0;
    if (!/^[ \t]+$/.test(token)) marks = /^(?:[-?:]$|[&!])/.test(token) ? marks + 1 : 0;
    if (brackets > deepest || marks > deepest || /^ {1000}/.test(token)) return line;
  }
  return undefined;
}

const bracketSteps: ReadonlyMap<string, number> = new Map([
  ['[', 1],
  ['{', 1],
  [']', -1],
  ['}', -1],
]);

/** Where a key stands a second time. The parser would compare each with all others, and take minutes for a large map. */
function repeatedKey(
  document: Document,
  { isScalar, visit }: Pick<typeof Yaml, 'isScalar' | 'visit'>,
): number | undefined {
  let found: number | undefined;
  visit(document, {
    Map(_, { items }) {
      const keys = new Set<unknown>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        if (keys.has(key.value)) found ??= key.range?.[0];
        keys.add(key.value);
      }
      return found === undefined ? undefined : visit.BREAK;
    },
  });
  return found;
}

/** Undefined for an alias bomb, and for aliases in a circle. */
function toPlain(document: { toJS(options: { maxAliasCount: number }): unknown }): unknown {
  try {
    const value = document.toJS({ maxAliasCount: 100 });
    JSON.stringify(value); // throws on a circle
    return value;
  } catch {
    return undefined;
  }
}

function broken(message: string, line: number): ParsedDescription {
  return { problem: { message, line } };
}

function operationsOf(root: JsonObject, path: string, node: unknown): readonly ApiOperation[] {
  const item = resolveReference(root, node);
  if (!isObject(item) || !path.startsWith('/')) return []; // an x- extension, or no path
  return methods.flatMap((method) => {
    const operation = item[method];
    return isObject(operation) ? [toOperation(root, method.toUpperCase(), path, operation, item['parameters'])] : [];
  });
}

function toOperation(root: JsonObject, method: string, path: string, node: JsonObject, shared: unknown): ApiOperation {
  const { operationId, tags, summary, description, responses } = node;
  const evidence = node['x-evidence'];
  const body = requestBodyOf(root, node['requestBody']);
  return {
    id: textOf(operationId) === '' ? `${method} ${path}` : textOf(operationId),
    method,
    path,
    tag: Array.isArray(tags) && typeof tags[0] === 'string' ? tags[0] : 'Other',
    summary: textOf(summary),
    description: textOf(description),
    ...(typeof evidence === 'string' ? { evidence } : {}),
    parameters: overridden(parametersOf(root, shared), parametersOf(root, node['parameters'])),
    ...(body === undefined ? {} : { requestBody: body }),
    statuses: isObject(responses) ? Object.keys(responses) : [],
  };
}

/** A parameter of the operation replaces the one of its path with the same name and place (OpenAPI 3.1, 4.8.10). */
function overridden(shared: readonly ApiParameter[], own: readonly ApiParameter[]): readonly ApiParameter[] {
  return [...shared.filter((old) => !own.some((one) => one.name === old.name && one.in === old.in)), ...own];
}

function parametersOf(root: JsonObject, list: unknown): readonly ApiParameter[] {
  if (!Array.isArray(list)) return [];
  return (list as unknown[]).flatMap((item) => {
    const node = resolveReference(root, item);
    if (!isObject(node) || typeof node['name'] !== 'string' || node['name'] === '') return [];
    const example = exampleOf(root, node);
    return {
      name: node['name'],
      in: textOf(node['in']),
      required: node['required'] === true,
      description: textOf(node['description']),
      ...(example === undefined ? {} : { example }),
    };
  });
}

function requestBodyOf(root: JsonObject, item: unknown): ApiOperation['requestBody'] {
  const node = resolveReference(root, item);
  if (!isObject(node)) return undefined;
  const [entry] = Object.entries(childOf(node, 'content'));
  if (entry === undefined) return undefined;
  const [contentType, media] = entry;
  if (!isObject(media)) return { contentType };
  const example = exampleOf(root, media);
  const schema = expandReferences(root, media['schema']);
  return { contentType, ...(example === undefined ? {} : { example }), ...(schema === undefined ? {} : { schema }) };
}
