import { isObject } from '../json.ts';
import { shorten } from '../shorten.ts';
import { dynamicVariables } from '../syntax/dynamicVariables.ts';
import type { Completion } from './completion.ts';
import type { LanguageContext } from './context.ts';
import type { Scope } from './scope.ts';

/** After `{{`: `typed` is what stands between the braces and the cursor at `offset`. */
export function completeReference(
  typed: string,
  offset: number,
  scope: Scope,
  context: LanguageContext,
): readonly Completion[] {
  const expression = typed.trimStart().replace(/^%\s*/, '');
  const response = /^([\w-]+)\.(.*)$/.exec(expression);
  if (response !== null && scope.requests.has(response[1] ?? ''))
    return completeResponse(response[1] ?? '', response[2] ?? '', offset, context);
  const span = { start: offset - expression.length, end: offset };
  const variables = [...scope.variables.values()].map(({ name, value }) => item('variable', name, value, span));
  const given = [...scope.given.keys()].map((name) => item('variable', name, 'asked for or captured', span));
  const outside = [...context.outside].map(([name, source]) => item('variable', name, source, span));
  const requests = [...scope.requests.keys()]
    .filter((name) => /^[\w-]+$/.test(name))
    .map((name) => ({ ...item('function', name, 'its response', span), insert: `${name}.response.`, goesOn: true }));
  return [...variables, ...given, ...outside, ...requests, ...dynamics(span)];
}

function dynamics(span: Completion['span']): readonly Completion[] {
  return [...dynamicVariables.values()].map(({ name, usage, description }) => ({
    ...item('variable', name, usage.trim(), span),
    documentation: description,
    insert: `${name}${needsArguments(name) ? usage : ''}`,
  }));
}

function needsArguments(name: string): boolean {
  return dynamicVariables.get(name)?.arguments.test('') === false;
}

function item(kind: Completion['kind'], label: string, detail: string, span: Completion['span']): Completion {
  return { kind, label, ...(detail === '' ? {} : { detail }), span };
}

/** After `{{name.` */
function completeResponse(name: string, path: string, offset: number, context: LanguageContext): readonly Completion[] {
  const steps = path.split('.');
  const typed = steps.at(-1) ?? '';
  const step = (labels: readonly string[], goesOn: boolean): readonly Completion[] =>
    labels.map((label) => ({ kind: 'property', label, span: { start: offset - typed.length, end: offset }, goesOn }));
  if (steps.length === 1) return step(['response', 'request'], true);
  if (steps.length === 2)
    return step(steps[0] === 'response' ? ['body', 'headers', 'status'] : ['body', 'headers'], true);
  if (steps[1] === 'body') return completePath(name, steps.slice(2).join('.'), offset, context);
  if (steps[1] !== 'headers' || steps.length > 3) return [];
  return step(context.lastResponse(name)?.headerNames ?? ['Content-Type', 'Location', 'ETag'], false);
}

/** The members of the last response where the JSONPath has come to; simple steps only. */
function completePath(name: string, path: string, offset: number, context: LanguageContext): readonly Completion[] {
  if (!path.includes('.')) {
    const labels = ['$', '*'];
    return labels.map((label) => ({ kind: 'property', label, span: { start: offset - path.length, end: offset } }));
  }
  const typed = path.slice(path.lastIndexOf('.') + 1);
  let value = context.lastResponse(name)?.json;
  for (const { groups } of path.slice(1, path.lastIndexOf('.')).matchAll(/\.(?<key>[\w-]+)|\[(?<index>\d+|\*)\]/g)) {
    value = memberOf(value, groups?.['key'] ?? groups?.['index'] ?? '');
  }
  return Object.entries(isObject(value) ? value : {}).map(([label, member]) => ({
    kind: 'property',
    label,
    detail: describe(member),
    insert: /^[A-Za-z_]\w*$/.test(label) ? label : `['${label.replaceAll("'", "\\'")}']`,
    // A name in brackets takes the place of the dot.
    span: { start: offset - typed.length - (/^[A-Za-z_]\w*$/.test(label) ? 0 : 1), end: offset },
  }));
}

function memberOf(value: unknown, key: string): unknown {
  if (Array.isArray(value)) return (value as readonly unknown[])[key === '*' ? 0 : Number(key)];
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return `list of ${value.length}`;
  if (isObject(value)) return 'object';
  return shorten(JSON.stringify(value), 40);
}
