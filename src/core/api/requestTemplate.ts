import { isObject } from '../json.ts';
import { urlEncode } from '../urlEncode.ts';
import type { ApiOperation, ApiParameter, ParameterStyle } from './apiDescription.ts';
import { listOf } from './jsonNode.ts';
import { escapeBraces, type Reference } from './sampleText.ts';
import { sampleBody, type SampleBody } from './sampleBody.ts';

/** A ready `.matter` request of an operation: variables for its required parameters, an example as the body. */
export async function toMatterText(operation: ApiOperation): Promise<string> {
  const template = new Template();
  const url = template.url(operation);
  const body = await sampleBody(operation, template.reference);
  const headers = template.headers(operation, body);
  const lines = [...template.variables];
  if (lines.length > 0) lines.push('');
  const { summary, id, method, statuses } = operation;
  lines.push(`### ${literal(summary === '' ? id : summary)}`, `# @name ${toWord(id, '-')}`);
  // Only what is asked for may be asked for again: a POST would create once more.
  if (method === 'GET' && statuses.includes('202')) lines.push('# @poll every=2s timeout=10m');
  lines.push(`${method} ${url}`, ...headers);
  // A line of the example must not begin another request.
  if (body !== undefined) lines.push('', body.text.replaceAll(/^(\s*)#{3,}/gm, '$1##'));
  return [...lines, ''].join('\n');
}

class Template {
  readonly #variables = new Map<string, string>();

  get variables(): readonly string[] {
    return [...this.#variables].map(([name, value]) => `@${name} = ${value}`.trimEnd());
  }

  /** The path with a variable for each placeholder, described or not, and the required parameters of the query. */
  url({ path, parameters }: ApiOperation): string {
    const inPath = new Map(parameters.filter((one) => one.in === 'path').map((one) => [one.name, one]));
    const filled = oneLine(path).replaceAll(/\{([^{}]+)\}/g, (_, name: string) => {
      const { style, example } = inPath.get(name) ?? {};
      const prefix = style === 'label' ? '.' : style === 'matrix' ? `;${urlEncode(name)}=` : '';
      return prefix + this.reference(name, exampleText(example), '%');
    });
    const query = parameters.filter((one) => one.in === 'query' && one.required).flatMap((one) => this.#queryOf(one));
    if (query.length === 0) return filled;
    const fragment = /#.*$/.exec(filled)?.[0] ?? ''; // some descriptions tell operations apart by it
    const before = filled.slice(0, filled.length - fragment.length);
    return `${before}${before.includes('?') ? '&' : '?'}${query.join('&')}${fragment}`;
  }

  headers({ parameters }: ApiOperation, body: SampleBody | undefined): readonly string[] {
    const required = parameters.filter((one) => one.required);
    const headers = required
      .filter((one) => one.in === 'header' && /^[\w!#$%&'*+.^`|~-]+$/.test(one.name) && !ignoredHeaders.test(one.name))
      .map((one) => `${one.name}: ${this.reference(one.name, exampleText(one.example))}`);
    const cookies = required
      .filter((one) => one.in === 'cookie')
      .map((one) => `${literal(one.name)}=${this.reference(one.name, exampleText(one.example))}`);
    return [
      ...headers,
      ...(cookies.length === 0 ? [] : [`Cookie: ${cookies.join('; ')}`]),
      ...(body === undefined ? [] : [`Content-Type: ${literal(body.contentType)}`]),
    ];
  }

  /** One plain value is a variable; what is written in a style is written out. */
  #queryOf(parameter: ApiParameter): readonly string[] {
    const { name, example, style } = parameter;
    if (style === 'content' || isObject(example) || Array.isArray(example)) return styled(parameter);
    return [`${urlEncode(name)}=${this.reference(name, exampleText(example), '%')}`];
  }

  /** Of a new variable: another parameter may have the same name. */
  readonly reference: Reference = (name, value, encoding = '') => {
    const word = toWord(name, '_');
    let free = word;
    for (let count = 2; this.#variables.has(free); count++) free = `${word}_${count}`;
    this.#variables.set(free, escapeBraces(value));
    return `{{${encoding}${free}}}`;
  };
}

/** A list or an object in the style of its parameter (OpenAPI 3.1, 4.8.12.3). */
function styled({ name, example, style = 'form', explode = style === 'form' }: ApiParameter): readonly string[] {
  const key = urlEncode(name);
  if (style === 'content')
    return [`${key}=${urlEncode(typeof example === 'string' ? example : JSON.stringify(example ?? {}))}`];
  if (isObject(example)) return styledObject(key, Object.entries(example), style, explode);
  const items = listOf(example).map(encoded);
  if (style === 'deepObject') return items.map((item) => `${key}[]=${item}`);
  return explode ? items.map((item) => `${key}=${item}`) : [`${key}=${items.join(separators[style] ?? ',')}`];
}

function styledObject(
  key: string,
  members: readonly (readonly [string, unknown])[],
  style: ParameterStyle,
  explode: boolean,
): readonly string[] {
  if (style === 'deepObject') return members.map(([own, value]) => `${key}[${urlEncode(own)}]=${encoded(value)}`);
  if (explode) return members.map(([own, value]) => `${urlEncode(own)}=${encoded(value)}`);
  return [
    `${key}=${members
      .flat()
      .map(encoded)
      .join(separators[style] ?? ',')}`,
  ];
}

function encoded(value: unknown): string {
  return urlEncode(exampleText(value));
}

const separators: Readonly<Partial<Record<string, string>>> = { spaceDelimited: '%20', pipeDelimited: '%7C' };

/** What stands there is no parameter (OpenAPI 3.1, 4.8.12.2). */
const ignoredHeaders = /^(?:accept|content-type|authorization)$/i;

/** One line: a list as its items with commas between them. */
function exampleText(example: unknown): string {
  if (Array.isArray(example)) return example.map(exampleText).join(',');
  const isPlain = typeof example === 'string' || typeof example === 'number' || typeof example === 'boolean';
  return isPlain ? oneLine(String(example)) : '';
}

function toWord(text: string, filler: string): string {
  return text.replaceAll(/[^\w-]+/g, filler);
}

/** A text of the description on one line, without references in it. */
function literal(text: string): string {
  return escapeBraces(oneLine(text));
}

/** A text of the description cannot add lines to the request. */
function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
