import { operationOf } from '../api/matchOperation.ts';
import { mask } from '../secret.ts';
import { shorten } from '../shorten.ts';
import { directives } from '../directives/directives.ts';
import { dynamicVariables } from '../syntax/dynamicVariables.ts';
import type { Span } from '../syntax/nodes.ts';
import { expressionOf } from '../syntax/references.ts';
import { requestOf } from '../syntax/requestOf.ts';
import { shift, touches } from '../syntax/span.ts';
import type { MatterTree } from '../syntax/tree.ts';
import type { LanguageContext } from './context.ts';
import { headerDocs } from './headers.ts';
import { expand } from './navigation.ts';
import { cursorContextAt, type CursorContext } from './cursorContext.ts';
import { scopeOf } from './scope.ts';

/** Lines of plain text; the first one may be a code. The adapter escapes them. */
export interface Hover {
  readonly span: Span;
  readonly code?: string;
  readonly lines: readonly string[];
}

const shownLimit = 500;

export function hoverAt(tree: MatterTree, offset: number, context: LanguageContext): Hover | undefined {
  const place = cursorContextAt(tree, offset);
  if (place === undefined) return undefined;
  const found =
    referenceHover(tree, place, context) ??
    directiveHover(place) ??
    headerHover(place) ??
    operationHover(place, context) ??
    timeHover(place);
  if (found === undefined || !touches(found.span, place.offset)) return undefined;
  return { ...found, span: shift(found.span, place.start) };
}

function referenceHover(
  tree: MatterTree,
  { block, offset }: CursorContext,
  context: LanguageContext,
): Hover | undefined {
  const reference = block.references.find((one) => touches(one, offset));
  if (reference === undefined) return undefined;
  const { name } = expressionOf(block.text, reference.start, reference.end);
  const span = { start: reference.start, end: reference.end };
  if (name.startsWith('$')) {
    const known = dynamicVariables.get(name.split(/\s/, 1)[0] ?? '');
    return known === undefined
      ? undefined
      : { span, code: `{{${known.name}${known.usage}}}`, lines: [known.description] };
  }
  const scope = scopeOf(tree);
  const variable = scope.variables.get(name);
  if (variable !== undefined)
    return { span, code: shown(name, expand(tree, variable.value)), lines: ['A variable of this file.'] };
  if (scope.given.has(name)) return { span, lines: ['Its value is asked for, or captured from a response, at send.'] };
  const source = context.outside.get(name);
  if (source !== undefined) return { span, lines: [`From ${source}.`] };
  return responseHover(name, span, scope.requests.has(/^[\w-]+/.exec(name)?.[0] ?? ''), context);
}

/** What looks like a secret by its name is masked. */
function shown(name: string, value: string): string {
  if (/secret|password|token|api[_-]?key/i.test(name)) return mask;
  return shorten(value, shownLimit);
}

function responseHover(name: string, span: Span, isKnown: boolean, context: LanguageContext): Hover | undefined {
  const request = name.split('.', 1)[0] ?? name;
  if (!isKnown) return undefined; // the problem says it
  const last = context.lastResponse(request);
  if (last === undefined) return { span, lines: [`"${request}" was not sent yet: it is sent first.`] };
  const from = `From the last response of "${request}".`;
  const path = /\.response\.body\.(\$.*)$/.exec(name)?.[1];
  if (path === undefined) return { span, lines: [from] };
  const values = context.query?.(last.json, path) ?? [];
  if (values.length > 1) return { span, lines: [`${path} matches ${values.length} values: make it point to one.`] };
  if (values.length === 0) return { span, lines: [`${path} matches nothing.`, from] };
  return { span, code: shown(name, textOf(values[0])), lines: [from] };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function directiveHover({ block, region }: CursorContext): Hover | undefined {
  if (region?.kind !== 'directive') return undefined;
  const directive = directives.get(block.text.slice(region.nameStart, region.nameEnd));
  if (directive === undefined) return undefined;
  const { word, usage, description } = directive;
  const span = { start: region.nameStart - 1, end: Math.max(region.nameEnd, region.valueEnd) };
  return { span, code: `# @${word} ${usage}`.trimEnd(), lines: [description] };
}

function headerHover({ block, offset, region }: CursorContext): Hover | undefined {
  if (region?.kind !== 'header' || offset > region.nameEnd) return undefined;
  const doc = headerDocs.get(block.text.slice(region.nameStart, region.nameEnd).toLowerCase());
  return doc === undefined
    ? undefined
    : { span: { start: region.nameStart, end: region.nameEnd }, lines: [doc.description] };
}

function operationHover({ block, region }: CursorContext, { api }: LanguageContext): Hover | undefined {
  if (region?.kind !== 'request') return undefined;
  const request = requestOf(block);
  const operation = request === undefined ? undefined : operationOf(api, request.method, request.url);
  if (operation === undefined) return undefined;
  const parameters = operation.parameters.map(
    ({ name, required, description }) => `${name}${required ? ' (required)' : ''}: ${description}`,
  );
  const evidence = operation.evidence === 'inferred' ? ['The path is inferred, not documented.'] : [];
  return {
    span: { start: region.nameStart, end: region.valueEnd },
    code: `${operation.method} ${operation.path}`,
    lines: [operation.summary, operation.description, ...evidence, ...parameters].filter((line) => line !== ''),
  };
}

/** A number that can only be Unix seconds or milliseconds, readable. */
function timeHover({ block, offset }: CursorContext): Hover | undefined {
  const from = Math.max(0, offset - 14);
  const around = block.text.slice(from, offset + 14);
  for (const { 0: digits, index } of around.matchAll(/(?<![\w.-])1\d{9}(?:\d{3})?(?![\w.])/g)) {
    const span = { start: from + index, end: from + index + digits.length };
    if (!touches(span, offset)) continue;
    const isSeconds = digits.length === 10;
    const date = new Date(Number(digits) * (isSeconds ? 1000 : 1));
    return { span, code: date.toISOString(), lines: [isSeconds ? 'Unix seconds.' : 'Unix milliseconds.'] };
  }
  return undefined;
}
