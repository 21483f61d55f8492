import type { Condition, ConditionValue, Operator } from '../directives/condition.ts';
import { headerValue, type HttpResponse } from '../http/httpMessage.ts';
import { isObject } from '../json.ts';
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
  const holds = await compare(condition.operator, value, condition.literal, found);
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
    case 'header': {
      const header = headerValue(response.headers, value.name);
      return header === undefined ? [] : [header];
    }
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
  isNumber: (value) => typeof value === 'number',
  isString: (value) => typeof value === 'string',
  isArray: (value) => Array.isArray(value),
  isEmpty: (value) => value === undefined || value === null || value === '' || sizeOf(value) === 0,
  in: (value, literal) => Array.isArray(literal) && literal.some((item) => isEqual(value, item)),
};

/** Equal as JSON; a number and its text are equal too, because APIs send both. */
function isEqual(a: unknown, b: unknown): boolean {
  if (typeof a === 'object' || typeof b === 'object') return canonical(a) === canonical(b);
  if (a === b) return true;
  return a !== undefined && b !== undefined && typeof a !== typeof b && text(a) === text(b);
}

function canonical(value: unknown): string {
  return printJson(value, { sortsKeys: true });
}

/** Numbers by value, numeric texts too; other texts in code unit order. */
function ordered(a: unknown, b: unknown, holds: (a: number | string, b: number | string) => boolean): boolean {
  const [x, y] = [toNumber(a), toNumber(b)];
  if (x !== undefined && y !== undefined) return holds(x, y);
  return typeof a === 'string' && typeof b === 'string' && holds(a, b);
}

function toNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value)) ? Number(value) : undefined;
}

function sizeOf(value: unknown): number | undefined {
  if (Array.isArray(value)) return value.length;
  return isObject(value) ? Object.keys(value).length : undefined;
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
