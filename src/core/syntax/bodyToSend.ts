import type { RequestNode } from './nodes.ts';

/**
 * The body as it is sent: of JSON without whole-line comments, of a form with its `&key=value` lines joined, else
 * verbatim.
 */
export function bodyToSend({ headers, body }: RequestNode): string | undefined {
  if (body === undefined) return undefined;
  const type = headers.find(({ name }) => name.toLowerCase() === 'content-type')?.value.toLowerCase();
  if (type === undefined ? /^\s*[{[]/.test(body.text) : /[/+]json\b/.test(type)) return withoutComments(body.text);
  if (type?.includes('application/x-www-form-urlencoded') === true) return joinedForm(body.text);
  return body.text;
}

function withoutComments(text: string): string {
  if (!text.includes('#') && !text.includes('//')) return text;
  return text
    .split('\n')
    .filter((line) => !/^\s*(#|\/\/)/.test(line))
    .join('\n');
}

function joinedForm(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trim())
    .join('');
}
