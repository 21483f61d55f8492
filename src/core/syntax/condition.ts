import { parseExactJson } from '../json.ts';

/** What a condition looks at. */
export type ConditionValue =
  | { readonly kind: 'status' | 'time' | 'size' | 'body' }
  | { readonly kind: 'header'; readonly name: string }
  /** A JSONPath (RFC 9535), from `$`. */
  | { readonly kind: 'path'; readonly path: string };

export const operators = [
  '==',
  '!=',
  '<=',
  '>=',
  '<',
  '>',
  'contains',
  'startsWith',
  'endsWith',
  'matches',
  'exists',
  'isNumber',
  'isString',
  'isArray',
  'isEmpty',
  'in',
] as const;

export type Operator = (typeof operators)[number];

const unary: ReadonlySet<Operator> = new Set<Operator>(['exists', 'isNumber', 'isString', 'isArray', 'isEmpty']);

export interface Condition {
  readonly value: ConditionValue;
  readonly measure?: 'count' | 'length';
  readonly negated: boolean;
  readonly operator: Operator;
  /** JSON, or the bare word as a string; absent for an operator that takes none. */
  readonly literal?: unknown;
}

const help = 'Write for example: status == 200, header Content-Type contains json, body.$.id exists';

/** `<value> [count|length] [not] <op> <literal>` -> the condition, or what is wrong with it. */
export function parseCondition(text: string): Condition | { readonly problem: string } {
  const read = readValue(text.trim());
  if (read === undefined) return { problem: `This condition is not understood. ${help}` };
  const [, measure, not, rest = ''] = /^(?:(count|length)\s+)?(?:(not)\s+)?(.*)$/s.exec(read.rest) ?? [];
  const operator = operators.find((name) => startsWithWord(rest, name));
  if (operator === undefined) return { problem: `A comparison is missing, one of ${operators.join(' ')}. ${help}` };
  const literal = rest.slice(operator.length).trim();
  if (unary.has(operator) !== (literal === ''))
    return { problem: `${operator} ${unary.has(operator) ? 'takes no' : 'needs a'} value after it.` };
  return {
    value: read.value,
    ...(measure === undefined ? {} : { measure: measure as 'count' | 'length' }),
    negated: not !== undefined,
    operator,
    ...(literal === '' ? {} : { literal: toLiteral(literal) }),
  };
}

export function readValue(text: string): { readonly value: ConditionValue; readonly rest: string } | undefined {
  const simple = /^(status|time|size|body)(?:\s+|$)/.exec(text);
  if (simple !== null) {
    const kind = simple[1] as 'status' | 'time' | 'size' | 'body';
    return { value: { kind }, rest: text.slice(simple[0].length) };
  }
  const header = /^header\s+([^\s:]+)\s*/.exec(text);
  if (header !== null) return { value: { kind: 'header', name: header[1] ?? '' }, rest: text.slice(header[0].length) };
  if (!text.startsWith('body.$')) return undefined;
  const end = pathEnd(text, 'body.'.length);
  return { value: { kind: 'path', path: text.slice('body.'.length, end) }, rest: text.slice(end).trim() };
}

/** What belongs to a JSONPath: quoted text, a space inside of brackets, anything that is no space. */
const pathTokens = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[[(]|[\])]|\s|[^\s"'[\]()]+|["']/g;

/** A JSONPath ends at the first space outside of brackets and quotes. */
function pathEnd(text: string, start: number): number {
  let depth = 0;
  for (const { 0: token, index } of text.slice(start).matchAll(pathTokens)) {
    if (token === '[' || token === '(') depth++;
    else if (token === ']' || token === ')') depth--;
    else if (depth <= 0 && token.trim() === '') return start + index;
  }
  return text.length;
}

function startsWithWord(text: string, word: string): boolean {
  if (!text.startsWith(word)) return false;
  return !/^\w/.test(word) || !/^[\w-]/.test(text.slice(word.length));
}

function toLiteral(text: string): unknown {
  const value = parseExactJson(text);
  return value === undefined ? text : value; // a bare word
}
