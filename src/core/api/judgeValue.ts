import { fullFormats } from 'ajv-formats/dist/formats.js';
import { getNodeValue, type Node } from 'jsonc-parser';
import type { JsonObject } from '../json.ts';
import { isEqual } from './isEqual.ts';
import type { Judge, Judged } from './judging.ts';
import { isReadOnlyIn, membersOf } from './schemaMembers.ts';
import { both, invalid, unknown, valid, withoutProperty, type Verdict } from './verdict.ts';

/** What a keyword says of a value; it is not asked of a value that is wholly open. */
type Assertion = (value: unknown, judged: Judged, judge: Judge) => Verdict;

/** A schema that hangs on what is not understood has no verdict but `invalid`. */
export function isSupported(schema: JsonObject): boolean {
  return schema['$dynamicRef'] === undefined && schema['$recursiveRef'] === undefined;
}

/** Of values of one type, by a keyword whose own value must be of one type; else it says nothing. */
function ofType<V>(
  types: readonly Node['type'][],
  isReadable: (value: unknown) => value is V,
  test: (value: V, node: Node, judged: Judged, judge: Judge) => Verdict,
): Assertion {
  return (value, judged, judge) => {
    if (!types.includes(judged.node.type)) return valid;
    return isReadable(value) ? test(value, judged.node, judged, judge) : unknown;
  };
}

const isNumber = (value: unknown): value is number => typeof value === 'number';
const isCount = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 0;
const isText = (value: unknown): value is string => typeof value === 'string';
const isTexts = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every(isText);
const isFlag = (value: unknown): value is boolean => typeof value === 'boolean';

const number = (hold: (actual: number, limit: number) => boolean, told: (limit: number) => string): Assertion =>
  ofType(['number'], isNumber, (limit, node) =>
    hold(node.value as number, limit) ? valid : invalid(node, told(limit)),
  );

const length = (hold: (actual: number, limit: number) => boolean, told: (limit: number) => string): Assertion =>
  ofType(['string'], isCount, (limit, node) =>
    hold(Array.from(node.value as string).length, limit) ? valid : invalid(node, told(limit)),
  );

const size = (
  type: 'array' | 'object',
  hold: (actual: number, limit: number) => boolean,
  told: (limit: number) => string,
): Assertion =>
  ofType([type], isCount, (limit, node, _, judge) => {
    if (type === 'object' && hasOpenKey(node, judge)) return unknown;
    const actual = type === 'array' ? (node.children ?? []).length : membersOf(node).size;
    return hold(actual, limit) ? valid : invalid(node, told(limit));
  });

const atMost = (actual: number, limit: number): boolean => actual <= limit;
const atLeast = (actual: number, limit: number): boolean => actual >= limit;

/** `exclusiveMaximum` is a flag beside `maximum` in OpenAPI 3.0, a limit of its own in 3.1. */
function exclusive(inclusive: string, hold: (actual: number, limit: number) => boolean, told: string): Assertion {
  const alone = number(hold, (limit) => `${told} ${limit}.`);
  const flag = ofType(['number'], isFlag, (isOn, _, judged, judge) => {
    const limit = judged.schema[inclusive];
    return isOn && limit !== undefined ? alone(limit, judged, judge) : valid;
  });
  return (value, judged, judge) => (judge.isVersion30 ? flag : alone)(value, judged, judge);
}

/** Needs 2020-12: OpenAPI 3.0 does not know the keyword. */
export function since31<A extends unknown[]>(
  assert: (value: unknown, judged: Judged, judge: Judge, ...rest: A) => Verdict,
): (value: unknown, judged: Judged, judge: Judge, ...rest: A) => Verdict {
  return (value, judged, judge, ...rest) => (judge.isVersion30 ? valid : assert(value, judged, judge, ...rest));
}

export const assertions: ReadonlyMap<string, Assertion> = new Map<string, Assertion>([
  ['type', assertType],
  ['enum', (value, judged, judge) => (Array.isArray(value) ? assertOneOf(value as unknown[], judged, judge) : unknown)],
  ['const', since31((value, judged, judge) => assertOneOf([value], judged, judge))],
  ['maximum', number(atMost, (limit) => `It must be at most ${limit}.`)],
  ['minimum', number(atLeast, (limit) => `It must be at least ${limit}.`)],
  ['exclusiveMaximum', exclusive('maximum', (actual, limit) => actual < limit, 'It must be less than')],
  ['exclusiveMinimum', exclusive('minimum', (actual, limit) => actual > limit, 'It must be more than')],
  ['multipleOf', number(isMultiple, (limit) => `It must be a multiple of ${limit}.`)],
  ['maxLength', length(atMost, (limit) => `It must have at most ${limit} characters.`)],
  ['minLength', length(atLeast, (limit) => `It must have at least ${limit} characters.`)],
  ['pattern', ofType(['string'], isText, assertPattern)],
  ['format', assertFormat],
  ['maxItems', size('array', atMost, (limit) => `It must have at most ${limit} items.`)],
  ['minItems', size('array', atLeast, (limit) => `It must have at least ${limit} items.`)],
  ['uniqueItems', ofType(['array'], isFlag, (isOn, node, _, judge) => (isOn ? assertUnique(node, judge) : valid))],
  ['maxProperties', size('object', atMost, (limit) => `It must have at most ${limit} members.`)],
  ['minProperties', size('object', atLeast, (limit) => `It must have at least ${limit} members.`)],
  ['required', ofType(['object'], isTexts, assertRequired)],
]);

const typeNames: ReadonlySet<string> = new Set(
  ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string'], // what else stands there is no type
);

function assertType(value: unknown, { node }: Judged): Verdict {
  const types = [value].flat();
  if (types.length === 0 || !types.every((type) => isText(type) && typeNames.has(type))) return unknown;
  const isWhole = node.type === 'number' && Number.isInteger(node.value);
  if (types.includes(node.type) || (isWhole && types.includes('integer'))) return valid;
  return invalid(node, `Incorrect type. Expected ${types.map((type) => `"${String(type)}"`).join(' or ')}.`);
}

function assertOneOf(values: readonly unknown[], { node }: Judged, judge: Judge): Verdict {
  if (hasOpenPart(node, judge)) return unknown;
  const actual: unknown = getNodeValue(node);
  if (values.some((value) => isEqual(value, actual))) return valid;
  const shown = values.slice(0, 10).map((value) => JSON.stringify(value));
  return invalid(node, `Allowed here: ${shown.join(', ')}${values.length > 10 ? ', …' : ''}.`);
}

/** As far from a whole quotient as the rounding of two decimal fractions leads. */
function isMultiple(actual: number, divisor: number): boolean {
  if (divisor <= 0) return true; // no number to divide by
  const quotient = actual / divisor;
  return Math.abs(quotient - Math.round(quotient)) <= 1e-9 * Math.max(1, Math.abs(quotient));
}

function assertPattern(pattern: string, node: Node, _: Judged, judge: Judge): Verdict {
  const matches = judge.context.matches(pattern, node.value as string);
  if (matches === undefined) return unknown;
  return matches ? valid : invalid(node, `It must match the pattern ${pattern}`);
}

/** A format that is not known is a remark (JSON Schema Validation, 7.2.3; OpenAPI 3.0, 4.4). */
function assertFormat(value: unknown, { node }: Judged): Verdict {
  const format: Format | undefined = isText(value) && isJudged(value) ? fullFormats[value] : undefined;
  if (format === undefined || format === true || node.type !== typeOf(format)) return valid;
  return hasFormat(node.value, format) ? valid : invalid(node, `It is no ${String(value)}.`);
}

type Format = (typeof fullFormats)[keyof typeof fullFormats];

function typeOf(format: Format): 'number' | 'string' {
  return typeof format === 'object' && 'type' in format && format.type === 'number' ? 'number' : 'string';
}

function hasFormat(actual: unknown, format: Format): boolean {
  const test: unknown = typeof format === 'object' && 'validate' in format ? format.validate : format;
  if (test instanceof RegExp) return test.test(actual as string);
  return typeof test === 'function' ? (test as (actual: unknown) => boolean)(actual) : true;
}

function isJudged(format: string): format is keyof typeof fullFormats {
  return judgedFormats.has(format);
}

/** Those that say the same everywhere. `hostname`, `regex`, `byte` and others are read in more than one way. */
const judgedFormats: ReadonlySet<string> = new Set([
  'date',
  'date-time',
  'email',
  'int32',
  'int64',
  'ipv4',
  'ipv6',
  'uri',
  'uuid',
]);

function assertUnique(node: Node, judge: Judge): Verdict {
  const items = node.children ?? [];
  if (items.some((item) => hasOpenPart(item, judge))) return unknown;
  const seen = new Map<string, unknown[]>();
  for (const item of items) {
    const value: unknown = getNodeValue(item);
    const key = typeof value === 'object' ? 'object' : JSON.stringify(value);
    const alike = seen.get(key) ?? [];
    if (alike.some((other) => isEqual(other, value))) return invalid(item, 'It is in the list already.');
    seen.set(key, [...alike, value]);
  }
  return valid;
}

/** What only the server writes is not asked for in a request (OpenAPI 3.0.3, `readOnly`). */
function assertRequired(names: readonly string[], node: Node, { origin }: Judged, judge: Judge): Verdict {
  const members = membersOf(node);
  const missing = names.filter((name) => !members.has(name) && !isReadOnlyIn(origin, name, judge.context.definitions));
  if (missing.length > 0 && hasOpenKey(node, judge)) return unknown;
  return both(missing.map((name) => withoutProperty(node, name)));
}

/** A name is known at send only. */
export function hasOpenKey(node: Node, judge: Judge): boolean {
  return (node.children ?? []).some(({ children }) => children?.[0] !== undefined && judge.context.isOpen(children[0]));
}

function hasOpenPart(node: Node, judge: Judge): boolean {
  return judge.context.isOpen(node) || (node.children ?? []).some((child) => hasOpenPart(child, judge));
}
