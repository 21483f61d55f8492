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

/** The operations whose path template matches: `{id}` matches one segment, and so does a reference. */
export function operationsAt({ operations }: ApiDescription, url: string): readonly ApiOperation[] {
  const segments = pathOf(url).split('/');
  return operations.filter((operation) => matches(operation.path.split('/'), segments));
}

export function operationOf(api: ApiDescription, method: string, url: string): ApiOperation | undefined {
  return operationsAt(api, url).find((operation) => operation.method === method);
}

function matches(template: readonly string[], segments: readonly string[]): boolean {
  return (
    template.length === segments.length &&
    template.every((part, index) => {
      const segment = segments[index] ?? '';
      if (/^\{[^{}]+\}$/.test(part)) return segment !== '';
      return part === segment || /^\{\{.*\}\}$/.test(segment);
    })
  );
}

/** The parameters of a query text, with their places in it. */
export function queryOf(url: string): readonly { readonly name: string; readonly start: number }[] {
  const from = endOfPath(url);
  if (url.charAt(from) !== '?') return [];
  const found: { name: string; start: number }[] = [];
  for (const { 0: name, index } of url.slice(from).matchAll(/(?<=[?&])[^=&#?]+/g))
    found.push({ name, start: from + index });
  return found;
}
