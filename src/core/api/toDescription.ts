import { isObject, type JsonObject } from '../json.ts';
import type { ApiBody, ApiDescription, ApiOperation, ApiParameter } from './apiDescription.ts';
import { collectSchemas, isTooDeep, type Definitions, type Dialect } from './definitions.ts';
import { childOf, examplesOf, listOf, objectAt, textOf } from './jsonNode.ts';
import { apiKeyParameters, readParameters } from './parameters.ts';
import { basePathsOf } from './servers.ts';
import { unknownKeywords } from './unknownKeywords.ts';

const fixedMethods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'query'];

/** The operations of an OpenAPI 3 document, and what of it is not understood. */
export function toDescription(
  root: JsonObject,
  version: string,
): { readonly description: ApiDescription; readonly schemas: ReadonlyMap<string, unknown> } {
  const reader = new OperationReader(root, dialectOf(root, version));
  for (const [path, item] of Object.entries(childOf(root, 'paths')))
    if (path.startsWith('/')) reader.readPath(path, item);
  const { schemas, notes } = reader.collectDefinitions();
  const { operations, unreadPaths } = reader;
  return { description: { title: textOf(childOf(root, 'info')['title']), operations, unreadPaths, notes }, schemas };
}

const readDialects =
  /^https:\/\/(?:spec\.openapis\.org\/oas\/3\.\d+\/dialect\/|json-schema\.org\/draft\/2020-12\/schema)/;

function dialectOf(root: JsonObject, version: string): Dialect {
  if (version === '3.0') return 'openapi-3.0';
  const named = textOf(root['jsonSchemaDialect']);
  return named === '' || readDialects.test(named) ? '2020-12' : 'unknown';
}

class OperationReader {
  readonly operations: ApiOperation[] = [];
  readonly unreadPaths: string[] = [];
  readonly #root: JsonObject;
  readonly #schemas: unknown[] = [];
  readonly #parameters = new Map<JsonObject, ApiParameter | undefined>();
  readonly #missing = new Set<string>();
  readonly #definitions: { -readonly [Key in keyof Definitions]: Definitions[Key] };

  constructor(root: JsonObject, dialect: Dialect) {
    this.#root = root;
    this.#definitions = { dialect, schemaAt: () => undefined };
  }

  readPath(path: string, node: unknown): void {
    const item = this.#withReference(node);
    if (item === undefined) {
      this.unreadPaths.push(...basePathsOf(this.#root).map((base) => base + path));
      return;
    }
    for (const [method, operation] of operationsIn(item)) this.#readOperation(path, item, method, operation);
  }

  /** Once all paths are read: what the schemas of their bodies lead to, and for the user what is not understood. */
  collectDefinitions(): { readonly schemas: ReadonlyMap<string, unknown>; readonly notes: readonly string[] } {
    const { schemas, missing } = collectSchemas(this.#root, this.#schemas);
    this.#definitions.schemaAt = (reference) => schemas.get(reference);
    const names = [...new Set([...this.#missing, ...missing])];
    const keywords = unknownKeywords([...this.#schemas, ...schemas.values()], this.#definitions.dialect);
    const notes = [
      ...names.slice(0, 10).map((name) => `${name} is not there or was not read: what it stands for is not checked.`),
      ...(names.length > 10 ? [`${names.length - 10} more references lead nowhere.`] : []),
      ...(this.#definitions.dialect === 'unknown'
        ? [`Its schemas are of another dialect ("jsonSchemaDialect"): bodies are not checked.`]
        : []),
      ...(keywords.length > 0 ? [`Not understood in schemas, and not checked: ${keywords.join(', ')}.`] : []),
    ];
    return { schemas, notes };
  }

  /** The target of a `$ref` with what stands beside it (a path item may have both); undefined where it leads nowhere. */
  #withReference(node: unknown): JsonObject | undefined {
    if (!isObject(node) || typeof node['$ref'] !== 'string') return isObject(node) ? node : undefined;
    const target = objectAt(this.#root, node);
    const { $ref: reference, ...beside } = node;
    if (target === undefined) this.#missing.add(reference);
    if (target === undefined && Object.keys(beside).length === 0) return undefined;
    return { ...target, ...beside };
  }

  #readOperation(path: string, item: JsonObject, method: string, node: JsonObject): void {
    const read = this.#withReference(node);
    const operation = read ?? {};
    const [first = '', ...others] = basePathsOf(operation, item, this.#root);
    const known = readParameters(this.#root, item['parameters'], operation['parameters'], this.#parameters);
    for (const name of known.missing) this.#missing.add(name);
    this.operations.push({
      ...namesOf(operation, `${method} ${first}${path}`),
      method,
      path: first + path,
      otherPaths: others.map((base) => base + path),
      parameters: [...known.parameters, ...apiKeyParameters(this.#root, operation)],
      hasUnreadParameters: known.isOpen || read === undefined,
      bodies: this.#bodiesOf(operation['requestBody']),
      definitions: this.#definitions,
      statuses: Object.keys(childOf(operation, 'responses')),
    });
  }

  #bodiesOf(node: unknown): readonly ApiBody[] {
    const content = childOf(this.#withReference(node) ?? {}, 'content');
    return Object.entries(content).map(([contentType, item]) => {
      const media = this.#withReference(item) ?? {};
      const schema = this.#checkable(media['schema']);
      const examples = examplesOf(this.#root, media).filter((example) => !isTooDeep(example));
      return { contentType, examples, ...(schema === undefined ? {} : { schema }) };
    });
  }

  #checkable(schema: unknown): unknown {
    if (schema === undefined || isTooDeep(schema)) return undefined;
    this.#schemas.push(schema);
    return schema;
  }
}

type Names = Pick<ApiOperation, 'id' | 'tag' | 'summary' | 'description' | 'evidence'>;

function namesOf(operation: JsonObject, otherId: string): Names {
  const { operationId, summary, description, 'x-evidence': evidence } = operation;
  const [tag] = listOf(operation['tags']);
  return {
    id: textOf(operationId) === '' ? otherId : textOf(operationId),
    tag: typeof tag === 'string' ? tag : 'Other',
    summary: textOf(summary),
    description: textOf(description),
    ...(typeof evidence === 'string' ? { evidence } : {}),
  };
}

function operationsIn(item: JsonObject): readonly (readonly [string, JsonObject])[] {
  const fixed = fixedMethods.map((method) => [method.toUpperCase(), item[method]] as const);
  const additional = Object.entries(childOf(item, 'additionalOperations')); // OpenAPI 3.2: the method as it is sent
  return [...fixed, ...additional].flatMap(([method, operation]) =>
    isObject(operation) && /^[A-Z][A-Z0-9-]*$/.test(method) ? [[method, operation] as const] : [],
  );
}
