import type { JSONPathEnvironment } from 'json-p3';
import { AppError } from '../appError.ts';

/** What a JSONPath leads to, and its way there. */
export interface JsonPlace {
  readonly value: unknown;
  readonly location: readonly (string | number)[];
}

/** The places at a JSONPath (RFC 9535) of a value of JSON; undefined where the path is none. */
export type JsonQuery = (json: unknown, path: string) => readonly JsonPlace[] | undefined;

// One member or element a step, or all of them: then no part of a body is looked at twice.
const plainStep = /\.[\p{L}\p{N}_]+|\.\*|\[(?:\*|-?\d+|(?:-?\d+)?:(?:-?\d+)?|'[^'\\]*'|"[^"\\]*")\]/u;
const plainPath = new RegExp(`^\\$(?:${plainStep.source})*$`, 'u');

/**
 * Whether a path takes time in proportion to the body. Filters, functions, `..` and lists of selectors may take any time:
 * they belong into a thread that can be ended.
 */
export function isPlainPath(path: string): boolean {
  return path.length <= 10_000 && plainPath.test(path);
}

/**
 * With patterns of linear time in place of the library's own. The query throws 'too-large' where the body is nested too
 * deeply for the path.
 */
export async function loadJsonQuery(): Promise<JsonQuery> {
  const [library, patterns] = await Promise.all([import('json-p3'), import('re2js')]);
  const environment = new library.JSONPathEnvironment({ maxRecursionDepth: 1000 });
  usePatterns(environment, library.FunctionExpressionType, (pattern) => {
    const compiled = patterns.RE2JS.compile(pattern);
    return { isWhole: (text) => compiled.matches(text), isWithin: (text) => compiled.matcher(text).find() };
  });
  return (json, path) => {
    try {
      return environment.query(path, json as never).nodes;
    } catch (cause) {
      if (cause instanceof library.JSONPathRecursionLimitError || cause instanceof RangeError)
        throw new AppError('too-large', `The response is nested too deeply for the path ${path}.`, { cause });
      return undefined; // no JSONPath
    }
  };
}

interface Compiled {
  readonly isWhole: (text: string) => boolean;
  readonly isWithin: (text: string) => boolean;
}

/** `match` and `search` (RFC 9535, 2.4.6 and 2.4.7): what is no pattern matches nothing. */
function usePatterns(
  { functionRegister }: JSONPathEnvironment,
  { ValueType, LogicalType }: typeof import('json-p3').FunctionExpressionType,
  compile: (pattern: string) => Compiled,
): void {
  const known = new Map<string, Compiled | undefined>();
  const compiled = (pattern: string): Compiled | undefined => {
    if (known.size > 100) known.clear();
    if (!known.has(pattern))
      known.set(
        pattern,
        orUndefined(() => compile(withRegularDots(pattern))),
      );
    return known.get(pattern);
  };
  const define = (name: string, test: keyof Compiled): void => {
    functionRegister.set(name, {
      argTypes: [ValueType, ValueType],
      returnType: LogicalType,
      call: (text: unknown, pattern: unknown): boolean =>
        typeof text === 'string' && typeof pattern === 'string' && compiled(pattern)?.[test](text) === true,
    });
  };
  define('match', 'isWhole');
  define('search', 'isWithin');
}

/** A dot is any character but CR and LF (RFC 9485, 5.3). */
function withRegularDots(pattern: string): string {
  return pattern.replaceAll(/\\.|\[(?:\\.|[^\]\\])*\]|\./gsu, (part) => (part === '.' ? String.raw`[^\n\r]` : part));
}

function orUndefined<T>(compute: () => T): T | undefined {
  try {
    return compute();
  } catch {
    return undefined;
  }
}
