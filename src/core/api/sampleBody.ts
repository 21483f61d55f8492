import { parseTree } from 'jsonc-parser';
import type { sample as Sample } from 'openapi-sampler';
import { isObject, parseJson } from '../json.ts';
import { urlEncode } from '../urlEncode.ts';
import type { ApiBody, ApiOperation } from './apiDescription.ts';
import { expandSchema } from './expandSchema.ts';
import { judge } from './judge.ts';
import { essenceOf, isJsonType } from './mediaType.ts';
import { Patterns } from './patterns.ts';
import { repairJson, type Check } from './repairJson.ts';
import { escapeBraces, type Reference } from './sampleText.ts';

/** A body as a request file has it. */
export interface SampleBody {
  readonly contentType: string;
  readonly text: string;
}

/** The body that is the easiest to write: JSON before forms before the rest; undefined where the operation has none. */
export async function sampleBody(
  { bodies, definitions }: ApiOperation,
  reference: Reference,
): Promise<SampleBody | undefined> {
  const [body] = [...bodies].sort((a, b) => ease(a.contentType) - ease(b.contentType));
  if (body === undefined) return undefined;
  const contentType = oneType(body.contentType);
  const { sample } = await import('openapi-sampler');
  const expanded = expandSchema(body.schema ?? {}, definitions);
  const kind = kindOf(contentType);
  if (kind === 'json') {
    const sampledOnes = [sampled(sample, expanded), sampled(sample, expanded, true)];
    return { contentType, text: await jsonText(body, definitions, sampledOnes, reference) };
  }
  return {
    contentType: kind === 'multipart' ? withBoundary(contentType) : contentType,
    text: escapeBraces(otherText(kind, body, expanded, sample)),
  };
}

function otherText(kind: Kind, { examples }: ApiBody, expanded: unknown, sample: typeof Sample): string {
  const example = examples[0] ?? sampled(sample, expanded);
  if (kind === 'form') return formText(example);
  if (kind === 'multipart') return multipartText(example, expanded);
  if (kind === 'xml') return typeof example === 'string' ? example : xmlText(sample, expanded);
  return kind === 'text' && typeof example === 'string' ? example : '< ./body';
}
const kinds = ['json', 'form', 'multipart', 'xml', 'text', 'file'] as const;

type Kind = (typeof kinds)[number];

function kindOf(contentType: string): Kind {
  const type = essenceOf(contentType);
  if (isJsonType(type)) return 'json';
  if (type === 'application/x-www-form-urlencoded') return 'form';
  if (type.startsWith('multipart/')) return 'multipart';
  if (/[/+]xml$/.test(type)) return 'xml';
  return type.startsWith('text/') || type.endsWith('yaml') ? 'text' : 'file';
}

function ease(contentType: string): number {
  return kinds.indexOf(kindOf(oneType(contentType)));
}

/** Of a range of types, one that is in it. */
function oneType(range: string): string {
  const [type = '', subtype = ''] = range.replaceAll(/\s+/g, ' ').trim().split('/');
  if (!subtype.startsWith('*')) return range.replaceAll(/\s+/g, ' ').trim();
  const common: Readonly<Record<string, string>> = {
    '*': 'application/json',
    application: 'application/json',
    text: 'text/plain',
    multipart: 'multipart/form-data',
  };
  return common[type] ?? 'application/octet-stream';
}

/**
 * The first of the documented examples and of the sampled ones that its own check finds nothing wrong with; else the
 * first of all, with variables where it is wrong.
 */
async function jsonText(
  { examples, schema = {} }: ApiBody,
  definitions: ApiOperation['definitions'],
  sampledOnes: readonly unknown[],
  reference: Reference,
): Promise<string> {
  const texts = [...examples, ...sampledOnes].filter((one) => one !== undefined).map(toJson);
  const patterns = new Patterns();
  const check: Check = (root, isOpen) => judge(schema, root, { definitions, isOpen, matches: patterns.matches });
  const isRight = (text: string): boolean => {
    const root = parseTree(text);
    return root !== undefined && check(root, () => false).length === 0;
  };
  const right = texts.find(isRight);
  const found = (await patterns.load()) ? texts.find(isRight) : right;
  return found === undefined ? repairJson(texts[0] ?? '{}', check, reference) : escapeBraces(found);
}

/** A text that is JSON already is what the description shows; another one is a JSON string. */
function toJson(example: unknown): string {
  if (typeof example === 'string' && typeof parseJson(example) === 'object') return example;
  return JSON.stringify(example, undefined, 2);
}

/** Undefined where the library finds none. Of readOnly properties, none. */
function sampled(sample: typeof Sample, expanded: unknown, skipNonRequired = false): unknown {
  if (!isObject(expanded)) return undefined;
  try {
    return sample(expanded, { skipReadOnly: true, skipNonRequired, quiet: true });
  } catch {
    return undefined;
  }
}

function xmlText(sample: typeof Sample, expanded: unknown): string {
  try {
    const text: unknown = sample(isObject(expanded) ? expanded : {}, {
      skipReadOnly: true,
      quiet: true,
      format: 'xml',
    });
    return typeof text === 'string' && text.trim().startsWith('<') ? text.trim() : '<root/>';
  } catch {
    return '<root/>';
  }
}

/** `a=1&b=2`; a list is its name again and again (OpenAPI 3.1, 4.8.14.3: `form` with `explode`). */
function formText(example: unknown): string {
  if (typeof example === 'string') return example;
  const pairs = Object.entries(isObject(example) ? example : {}).flatMap(([name, value]) =>
    (Array.isArray(value) ? (value as unknown[]) : [value]).map(
      (item) => `${urlEncode(name)}=${urlEncode(toText(item))}`,
    ),
  );
  return pairs.join('\n&');
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? '');
}

const boundary = 'matter-boundary';

function withBoundary(contentType: string): string {
  return /;\s*boundary=/i.test(contentType) ? contentType : `${contentType}; boundary=${boundary}`;
}

function multipartText(example: unknown, expanded: unknown): string {
  const schemas = isObject(expanded) && isObject(expanded['properties']) ? expanded['properties'] : {};
  const parts = Object.entries(isObject(example) ? example : { file: '' }).flatMap(([name, value]) =>
    (Array.isArray(value) ? (value as unknown[]) : [value]).map((item) =>
      partText(name, item, Object.hasOwn(schemas, name) ? schemas[name] : undefined),
    ),
  );
  return [...parts, `--${boundary}--`].join('\n');
}

function partText(name: string, value: unknown, schema: unknown): string {
  const quoted = name.replaceAll('"', '%22').replaceAll(/[\r\n]/g, ' ');
  const disposition = `--${boundary}\nContent-Disposition: form-data; name="${quoted}"`;
  if (isFile(schema))
    return `${disposition}; filename="${quoted}"\nContent-Type: application/octet-stream\n\n< ./${quoted.replaceAll(/[^\w.-]+/g, '_')}`;
  const type = typeof value === 'object' ? '\nContent-Type: application/json' : '';
  return `${disposition}${type}\n\n${toText(value)}`;
}

/** Bytes: `format: binary` in OpenAPI 3.0, a media type without an encoding in 3.1; or a list of such. */
function isFile(schema: unknown): boolean {
  if (!isObject(schema)) return false;
  const { format, contentMediaType, contentEncoding, items } = schema;
  return (
    format === 'binary' || (typeof contentMediaType === 'string' && contentEncoding === undefined) || isFile(items)
  );
}
