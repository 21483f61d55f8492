import type { ApiOperation, ApiParameter } from './apiDescription.ts';

/** A ready `.matter` request of an operation: variables for its parameters, its example as the body. */
export function toMatterText(operation: ApiOperation): string {
  const variables = operation.parameters.filter(
    ({ required, in: place }) => required && (place === 'path' || place === 'query'),
  );
  const lines = variables.map(({ name, example }) => `@${name} = ${typeof example === 'string' ? example : ''}`);
  if (lines.length > 0) lines.push('');
  lines.push(
    `### ${operation.summary === '' ? operation.id : operation.summary}`,
    `# @name ${operation.id.replaceAll(/[^\w-]+/g, '-')}`,
  );
  if (operation.statuses.includes('202')) lines.push('# @poll every=2s timeout=10m');
  lines.push(`${operation.method} ${pathOf(operation, variables)}`, ...bodyOf(operation), '');
  return lines.join('\n');
}

function pathOf({ path }: ApiOperation, variables: readonly ApiParameter[]): string {
  const filled = path.replaceAll(/\{([^{}]+)\}/g, '{{%$1}}');
  const query = variables.filter((variable) => variable.in === 'query').map(({ name }) => `${name}={{%${name}}}`);
  return query.length === 0 ? filled : `${filled}?${query.join('&')}`;
}

function bodyOf({ requestBody }: ApiOperation): readonly string[] {
  if (requestBody === undefined) return [];
  const { contentType, example } = requestBody;
  const text = typeof example === 'string' ? example : JSON.stringify(example ?? {}, undefined, 2);
  return [`Content-Type: ${contentType}`, '', text];
}
