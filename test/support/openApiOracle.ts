import type Ajv from 'ajv';
import type { AnySchema } from 'ajv';
import Ajv2020 from 'ajv/dist/2020.js';
import AjvDraft04 from 'ajv-draft-04';
import addFormatsTo, { type FormatName } from 'ajv-formats';
import type { ApiOperation } from '../../src/core/api/apiDescription.ts';
import { isObject, type JsonObject } from '../../src/core/json.ts';

type Compiler = Pick<Ajv, 'compile' | 'addFormat'>;

// Its types are those of an ES module, and it is none.
const addFormats = addFormatsTo as unknown as (ajv: Compiler, formats: FormatName[]) => void;

/** Those that the product judges. */
const formats: FormatName[] = ['date', 'date-time', 'email', 'int32', 'int64', 'ipv4', 'ipv6', 'uri', 'uuid'];

/** A schema as `ajv` must have it; undefined where it cannot compile it. */
export type Oracle = (value: unknown) => boolean | undefined;

/**
 * What `ajv` says of the values of one schema, in the dialect of its document: draft 04 with `nullable` for OpenAPI 3.0
 * (an extended subset of draft 05), 2020-12 for 3.1. Of `readOnly` properties none is required; a form that a
 * discriminator names is told from the others by its name.
 */
export function createOracle(schema: unknown, definitions: ApiOperation['definitions']): Oracle | undefined {
  const isVersion30 = definitions.dialect === 'openapi-3.0';
  const document = toDocument(schema, definitions);
  const options = { strict: false, logger: false, validateFormats: true } as const;
  const ajv: Compiler = isVersion30 ? new AjvDraft04({ ...options, schemaId: 'id' }) : new Ajv2020(options);
  addFormats(ajv, formats);
  try {
    const validate = ajv.compile(document as AnySchema);
    return (value) => {
      try {
        return validate(value) === true;
      } catch {
        return undefined; // a circle of schemas at one value
      }
    };
  } catch {
    return undefined;
  }
}

/** The schema with all that it refers to below `definitions`, references led there. */
function toDocument(schema: unknown, definitions: ApiOperation['definitions']): unknown {
  const isVersion30 = definitions.dialect === 'openapi-3.0';
  const names = new Map<string, string>();
  const found: Record<string, unknown> = {};
  const convert = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(convert);
    if (!isObject(node)) return node;
    if (typeof node['$ref'] === 'string') {
      const reference = { $ref: `#/definitions/${nameOf(node['$ref'])}` };
      const { $ref: _, ...beside } = node;
      if (isVersion30) return beside['nullable'] === true ? { anyOf: [{ enum: [null] }, reference] } : reference;
      return Object.keys(beside).length === 0 ? reference : { allOf: [reference, convertMembers(beside)] };
    }
    return convertMembers(node);
  };
  const convertMembers = (node: JsonObject): unknown => {
    const kept = Object.entries(node).filter(
      ([key]) =>
        !['id', '$id', '$anchor', 'example', 'examples', 'default', 'discriminator', 'xml', 'externalDocs'].includes(
          key,
        ) && !key.startsWith('x-'),
    );
    const converted: Record<string, unknown> = Object.fromEntries(
      kept.map(([key, value]) => {
        if (['enum', 'const', 'required', 'type'].includes(key)) return [key, value];
        if (isSchemaMap(key) && isObject(value))
          return [key, Object.fromEntries(Object.entries(value).map(([name, one]) => [name, convert(one)]))];
        return [key, convert(value)];
      }),
    );
    if (Array.isArray(converted['required'])) {
      const required = (converted['required'] as string[]).filter((name) => !isReadOnly(node, name, definitions));
      if (required.length === 0) delete converted['required'];
      else converted['required'] = [...new Set(required)];
    }
    const isNullable = isVersion30 && converted['nullable'] === true;
    delete converted['nullable'];
    return isNullable ? { anyOf: [{ enum: [null] }, converted] } : converted;
  };
  const nameOf = (reference: string): string => {
    const known = names.get(reference);
    if (known !== undefined) return known;
    const name = `d${names.size}`;
    names.set(reference, name);
    const target = definitions.schemaAt(reference);
    found[name] = target === undefined ? {} : convert(target);
    return name;
  };
  const root = convert(schema);
  return { allOf: [root], definitions: found };
}

function isSchemaMap(key: string): boolean {
  return ['properties', 'patternProperties', 'dependentSchemas', '$defs', 'definitions'].includes(key);
}

/** By the properties beside the keyword, which is where documents say it. */
function isReadOnly(node: JsonObject, name: string, definitions: ApiOperation['definitions']): boolean {
  const { properties } = node;
  let schema: unknown = isObject(properties) && Object.hasOwn(properties, name) ? properties[name] : undefined;
  for (let depth = 0; depth < 5 && isObject(schema); depth++) {
    if (schema['readOnly'] === true) return true;
    schema = typeof schema['$ref'] === 'string' ? definitions.schemaAt(schema['$ref']) : undefined;
  }
  return false;
}
