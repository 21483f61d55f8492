import { urlEncode } from '../urlEncode.ts';
import type { ApiOperation } from './apiDescription.ts';

interface Variable {
  readonly name: string;
  readonly in: string;
  readonly value: string;
}

/** A ready `.matter` request of an operation: variables for its required parameters, its example as the body. */
export function toMatterText(operation: ApiOperation): string {
  const variables = variablesOf(operation);
  const lines = variables.map(({ name, value }) => `@${toWord(name, '_')} = ${value}`.trimEnd());
  if (lines.length > 0) lines.push('');
  lines.push(
    `### ${oneLine(operation.summary === '' ? operation.id : operation.summary)}`,
    `# @name ${toWord(operation.id, '-')}`,
  );
  // Only what is asked for may be asked for again: a POST would create once more.
  if (operation.method === 'GET' && operation.statuses.includes('202')) lines.push('# @poll every=2s timeout=10m');
  lines.push(`${operation.method} ${pathOf(operation, variables)}`, ...bodyOf(operation), '');
  return lines.join('\n');
}

/** The required parameters of path and query, and the placeholders of the path that the description forgot. */
function variablesOf({ parameters, path }: ApiOperation): readonly Variable[] {
  const described = parameters
    .filter((parameter) => parameter.in === 'path' || (parameter.in === 'query' && parameter.required))
    .map((parameter) => ({ name: parameter.name, in: parameter.in, value: exampleText(parameter.example) }));
  const forgotten = [...path.matchAll(/\{([^{}]+)\}/g)]
    .map(([, name = '']) => ({ name, in: 'path', value: '' }))
    .filter(({ name }) => !described.some((variable) => variable.name === name));
  return [...described, ...forgotten];
}

function pathOf({ path }: ApiOperation, variables: readonly Variable[]): string {
  const reference = (name: string): string => `{{%${toWord(name, '_')}}}`;
  const filled = oneLine(path).replaceAll(/\{([^{}]+)\}/g, (_, name: string) => reference(name));
  const query = variables
    .filter((variable) => variable.in === 'query')
    .map(({ name }) => `${urlEncode(name)}=${reference(name)}`);
  return query.length === 0 ? filled : `${filled}?${query.join('&')}`;
}

function bodyOf({ requestBody }: ApiOperation): readonly string[] {
  if (requestBody === undefined) return [];
  const { contentType, example } = requestBody;
  const text = typeof example === 'string' ? example : JSON.stringify(example ?? {}, undefined, 2);
  // A line of the example must not begin another request.
  return [`Content-Type: ${oneLine(contentType)}`, '', text.replaceAll(/^(\s*)#{3,}/gm, '$1##')];
}

function exampleText(example: unknown): string {
  const isPlain = typeof example === 'string' || typeof example === 'number' || typeof example === 'boolean';
  return isPlain ? oneLine(String(example)) : '';
}

function toWord(text: string, filler: string): string {
  return text.replaceAll(/[^\w-]+/g, filler);
}

/** A text of the description cannot add lines to the request. */
function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
