import { isObject, type JsonObject } from '../json.ts';
import type { ApiParameter, ParameterStyle } from './apiDescription.ts';
import { childOf, examplesOf, listOf, objectAt, textOf } from './jsonNode.ts';

export interface ReadParameters {
  readonly parameters: readonly ApiParameter[];
  /** There may be more of them than are known. */
  readonly isOpen: boolean;
  /** The references among them that lead nowhere. */
  readonly missing: readonly string[];
}

/**
 * The parameters of an operation: its own, those of its path that it does not replace (OpenAPI 3.1, 4.8.10). `known`:
 * those of other operations, as many share theirs.
 */
export function readParameters(
  root: JsonObject,
  shared: unknown,
  own: unknown,
  known: Map<JsonObject, ApiParameter | undefined>,
): ReadParameters {
  const byPlace = new Map<string, ApiParameter>();
  const missing: string[] = [];
  for (const item of [...listOf(shared), ...listOf(own)]) {
    const node = objectAt(root, item);
    if (node === undefined) missing.push(textOf(isObject(item) ? item['$ref'] : ''));
    if (node !== undefined && !known.has(node)) known.set(node, toParameter(root, node));
    const parameter = node === undefined ? undefined : known.get(node);
    if (parameter !== undefined) byPlace.set(`${parameter.in} ${parameter.name}`, parameter);
  }
  const parameters = [...byPlace.values()];
  // A whole query in one parameter (OpenAPI 3.2) may hold any name.
  const isOpen = missing.length > 0 || parameters.some((one) => one.in === 'querystring');
  return { parameters, isOpen, missing: missing.filter((name) => name !== '') };
}

/** What an API key in the query adds to the parameters of an operation. */
export function apiKeyParameters(root: JsonObject, operation: JsonObject): readonly ApiParameter[] {
  const schemes = childOf(childOf(root, 'components'), 'securitySchemes');
  const wanted = listOf(operation['security'] ?? root['security']).flatMap((item) =>
    isObject(item) ? Object.keys(item) : [],
  );
  return wanted.flatMap((name) => {
    const scheme = Object.hasOwn(schemes, name) ? objectAt(root, schemes[name]) : undefined;
    const key = textOf(scheme?.['name']);
    if (scheme?.['type'] !== 'apiKey' || scheme['in'] !== 'query' || key === '') return [];
    return [{ name: key, in: 'query', required: false, description: textOf(scheme['description']) }];
  });
}

const styles: ReadonlySet<string> = new Set<ParameterStyle>([
  ...(['simple', 'label', 'matrix', 'form'] as const),
  ...(['spaceDelimited', 'pipeDelimited', 'deepObject', 'cookie'] as const),
]);

function toParameter(root: JsonObject, node: JsonObject): ApiParameter | undefined {
  const name = typeof node['name'] === 'string' ? node['name'] : '';
  if (name === '') return undefined;
  const media = Object.values(childOf(node, 'content'))[0];
  const holder = isObject(media) ? media : node;
  const schema = objectAt(root, holder['schema']);
  const example = examplesOf(root, node)[0] ?? examplesOf(root, holder)[0] ?? sampleOf(root, schema);
  const properties = propertiesOf(root, schema);
  return {
    name,
    in: textOf(node['in']),
    required: node['required'] === true || node['in'] === 'path',
    description: textOf(node['description']),
    ...(example === undefined ? {} : { example }),
    ...styleOf(node, media !== undefined),
    ...(properties === undefined ? {} : { properties }),
  };
}

function styleOf(node: JsonObject, hasContent: boolean): Pick<ApiParameter, 'style' | 'explode'> {
  if (hasContent) return { style: 'content' };
  const { style, explode } = node;
  return {
    ...(typeof style === 'string' && styles.has(style) ? { style: style as ParameterStyle } : {}),
    ...(typeof explode === 'boolean' ? { explode } : {}),
  };
}

/** The names that an object may have, from all of its parts; undefined where the schema is of no object. */
function propertiesOf(root: JsonObject, schema: JsonObject | undefined, depth = 0): readonly string[] | undefined {
  if (schema === undefined || depth > 5) return undefined;
  const parts = ['allOf', 'anyOf', 'oneOf'].flatMap((key) => listOf(schema[key]));
  const below = parts.map((part) => propertiesOf(root, objectAt(root, part), depth + 1));
  const isOne = [schema['type']].flat().includes('object') || isObject(schema['properties']);
  if (!isOne && below.every((names) => names === undefined)) return undefined;
  return [...new Set([...Object.keys(childOf(schema, 'properties')), ...below.flatMap((names) => names ?? [])])];
}

/** A value that the schema of a parameter is likely to allow; undefined where only the user can know one. */
function sampleOf(root: JsonObject, schema: JsonObject | undefined): unknown {
  if (schema === undefined) return undefined;
  const [choice] = listOf(schema['enum']);
  const fixed: unknown = schema['const'] ?? choice;
  if (fixed !== undefined) return fixed;
  const { minimum, items } = schema;
  const [type] = [schema['type']].flat();
  if (type === 'integer' || type === 'number') return typeof minimum === 'number' ? minimum : 1;
  if (type === 'boolean') return true;
  return type === 'array' ? listOfOne(root, objectAt(root, items)) : undefined;
}

function listOfOne(root: JsonObject, item: JsonObject | undefined): unknown {
  if (item === undefined) return undefined;
  const example = examplesOf(root, { schema: item })[0] ?? sampleOf(root, item);
  return example === undefined ? undefined : [example];
}
