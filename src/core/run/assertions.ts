import type { Condition, ConditionValue, Operator } from '../directives/condition.ts';
import { compareNumberTexts, isExactNumber, isSameNumber, numberText } from '../exactJson.ts';
import { headerValues, type HttpResponse } from '../http/httpMessage.ts';
import { isObject, type JsonObject } from '../json.ts';
import { compilePattern } from '../linearPattern.ts';
import { printJson } from '../printJson.ts';
import { shorten } from '../shorten.ts';
import type { Span } from '../syntax/nodes.ts';

export interface AssertionResult {
  /** As it is written. */
  readonly condition: string;
  readonly passed: boolean;
  /** What the response had in its place; JSON, shortened. */
  readonly actual: string;
  /** Where it stands in the file. */
  readonly span: Span;
}

const shownLimit = 200;

/** Whether the response fulfils the condition, and what it had in its place. A wrong pattern of `matches` rejects with 'invalid-request'. */
export async function evaluate(
  condition: Condition,
  response: HttpResponse,
): Promise<{ readonly passed: boolean; readonly actual: string }> {
  const found = await valuesOf(condition.value, response);
  const value = measured(condition, found);
  // A header that came more than once: one of its values is enough.
  const values = condition.value.kind === 'header' && found.length > 1 && value === found ? found : [value];
  const results = await Promise.all(values.map((one) => compare(condition.operator, one, condition.literal, found)));
  const holds = results.includes(true);
  return { passed: holds !== condition.negated, actual: shown(value) };
}

/** What `@capture` keeps: the one value, its type kept. Undefined where there is none, or more than one. */
export async function captureValue(value: ConditionValue, response: HttpResponse): Promise<unknown> {
  const found = await valuesOf(value, response);
  return found.length === 1 ? found[0] : undefined;
}

/** A list, because a JSONPath may match nothing, or more than one. */
async function valuesOf(value: ConditionValue, response: HttpResponse): Promise<readonly unknown[]> {
  switch (value.kind) {
    case 'status':
      return [response.status];
    case 'time':
      return [response.timings.totalMs];
    case 'size':
      return [response.body.sizeBytes];
    case 'body':
      return [await response.body.text()];
    case 'header':
      return headerValues(response.headers, value.name);
    case 'path':
      return response.body.query(value.path);
  }
}

function measured({ measure }: Condition, found: readonly unknown[]): unknown {
  if (measure === 'count') return found.length;
  const value = found.length > 1 ? found : found[0];
  if (measure === undefined) return value;
  return typeof value === 'string' || Array.isArray(value) ? value.length : undefined;
}

async function compare(
  operator: Operator,
  value: unknown,
  literal: unknown,
  found: readonly unknown[],
): Promise<boolean> {
  if (operator === 'matches') return matches(value, literal);
  if (operator === 'exists') return found.length > 0;
  return comparisons[operator](value, literal);
}

type Comparison = (value: unknown, literal: unknown) => boolean;

const comparisons: Readonly<Record<Exclude<Operator, 'matches' | 'exists'>, Comparison>> = {
  '==': isEqual,
  '!=': (value, literal) => !isEqual(value, literal),
  '<': (value, literal) => ordered(value, literal, (a, b) => a < b),
  '<=': (value, literal) => ordered(value, literal, (a, b) => a <= b),
  '>': (value, literal) => ordered(value, literal, (a, b) => a > b),
  '>=': (value, literal) => ordered(value, literal, (a, b) => a >= b),
  contains: (value, literal) =>
    Array.isArray(value) ? value.some((item) => isEqual(item, literal)) : text(value).includes(text(literal)),
  startsWith: (value, literal) => typeof value === 'string' && value.startsWith(text(literal)),
  endsWith: (value, literal) => typeof value === 'string' && value.endsWith(text(literal)),
  isNumber,
  isString: (value) => typeof value === 'string',
  isArray: (value) => Array.isArray(value),
  isEmpty: (value) => value === undefined || value === null || value === '' || sizeOf(value) === 0,
  in: (value, literal) => Array.isArray(literal) && literal.some((item) => isEqual(value, item)),
};

function isNumber(value: unknown): boolean {
  return typeof value === 'number' || isExactNumber(value);
}

/** Equal as JSON; numbers by value, exactly. A number and its text are equal too, because APIs send both. */
function isEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (isNumber(a) || isNumber(b)) return isSameNumber(a, b);
  return isStructure(a) && isStructure(b) ? isEqualStructure(a, b) : isSameScalar(a, b);
}

function isStructure(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isEqualStructure(a: object, b: object): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, at) => isEqual(item, b[at]));
  return isObject(a) && isObject(b) && isEqualObject(a, b);
}

function isEqualObject(a: JsonObject, b: JsonObject): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && isEqual(a[key], b[key]));
}

/** `true` and its text. */
function isSameScalar(a: unknown, b: unknown): boolean {
  const [x, y] = typeof a === 'boolean' ? [a, b] : [b, a];
  return typeof x === 'boolean' && typeof y === 'string' && String(x) === y;
}

/** Numbers by value, exactly, numeric texts too; other texts in code unit order. */
function ordered(a: unknown, b: unknown, holds: (a: number | string, b: number | string) => boolean): boolean {
  const [x, y] = [numberText(a), numberText(b)];
  if (x !== undefined && y !== undefined) return holds(compareNumberTexts(x, y), 0);
  return typeof a === 'string' && typeof b === 'string' && holds(a, b);
}

function sizeOf(value: unknown): number | undefined {
  if (Array.isArray(value)) return value.length;
  return isObject(value) && !isExactNumber(value) ? Object.keys(value).length : undefined;
}

async function matches(value: unknown, literal: unknown): Promise<boolean> {
  const test = await compilePattern(text(literal).replace(/^\/(.*)\/$/s, '$1'));
  return test(text(value));
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : printJson(value ?? '');
}

function shown(value: unknown): string {
  const json = value === undefined ? 'nothing' : printJson(value, { limit: shownLimit + 1 });
  return shorten(json, shownLimit);
}
