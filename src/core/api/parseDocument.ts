import type * as Yaml from 'yaml';
import type { Document } from 'yaml';
import { parseJson } from '../json.ts';

export interface DocumentProblem {
  /** Says where and what to do. */
  readonly message: string;
  /** From 1. */
  readonly line: number;
}

export type ParsedDocument =
  { readonly root: unknown; readonly problem?: undefined } | { readonly problem: DocumentProblem };

const deepest = 100;

/** YAML or JSON as plain values, or the one problem that stops it. An alias is the value itself, not a copy; JSON may be nested to any depth. */
export async function parseDocument(text: string, fileName: string): Promise<ParsedDocument> {
  const bare = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const root = /^\s*[{[]/.test(bare) ? parseJson(bare) : undefined;
  if (root !== undefined) return { root };
  return parseYaml(bare, fileName, await import('yaml'));
}

function parseYaml(text: string, fileName: string, yaml: typeof Yaml): ParsedDocument {
  const deepLine = tooDeepLine(new yaml.Lexer().lex(text));
  if (deepLine !== undefined)
    return broken(fileName, deepLine, `this is nested too deeply. No description needs ${deepest} levels.`);
  const lines = new yaml.LineCounter();
  const document = yaml.parseDocument(text, { lineCounter: lines, merge: true, stringKeys: true, uniqueKeys: false });
  const wrong = document.errors[0]?.pos[0] ?? repeatedKey(document, yaml);
  if (wrong !== undefined)
    return broken(fileName, lines.linePos(wrong).line, 'this is not valid YAML or JSON. Correct the line.');
  const root: unknown = toPlain(document);
  return root === undefined ? broken(fileName, 1, 'its aliases (*name) repeat without end. Write them out.') : { root };
}

function broken(fileName: string, line: number, what: string): ParsedDocument {
  return { problem: { message: `${fileName}:${line}: ${what}`, line } };
}

/** The first line that is nested too deeply to be parsed: for twice the levels the parser takes eight times as long. */
function tooDeepLine(tokens: Iterable<string>): number | undefined {
  let line = 1;
  let brackets = 0;
  let marks = 0;
  for (const token of tokens) {
    line += token.split('\n').length - 1;
    brackets += bracketSteps.get(token) ?? 0;
    if (!/^[ \t]+$/.test(token)) marks = /^(?:[-?:]$|[&!])/.test(token) ? marks + 1 : 0;
    if (brackets > deepest || marks > deepest || /^ {1000}/.test(token)) return line;
  }
  return undefined;
}

const bracketSteps: ReadonlyMap<string, number> = new Map([
  ['[', 1],
  ['{', 1],
  [']', -1],
  ['}', -1],
]);

/** Where a key stands a second time. The parser would compare each with all others, and take minutes for a large map. */
function repeatedKey(
  document: Document,
  { isScalar, visit }: Pick<typeof Yaml, 'isScalar' | 'visit'>,
): number | undefined {
  let found: number | undefined;
  visit(document, {
    Map(_, { items }) {
      const keys = new Set<unknown>();
      for (const { key } of items) {
        if (!isScalar(key) || key.value === '<<') continue;
        if (keys.has(key.value)) found ??= key.range?.[0];
        keys.add(key.value);
      }
      return found === undefined ? undefined : visit.BREAK;
    },
  });
  return found;
}

/** What the values may grow to where each alias is written out; more than the largest description known, ten times. */
const largest = 10_000_000;

/** Undefined for an alias bomb, and for aliases in a circle. */
function toPlain(document: { toJS(options: { maxAliasCount: number }): unknown }): unknown {
  try {
    const value = document.toJS({ maxAliasCount: -1 }); // counts uses; what matters is the growth
    return writtenOutSize(value, new Map()) > largest ? undefined : (value ?? null);
  } catch {
    return undefined;
  }
}

/** The number of values with each alias written out, counted once for each shared value; infinite for a circle. */
function writtenOutSize(value: unknown, known: Map<object, number>): number {
  if (typeof value !== 'object' || value === null) return 1;
  const before = known.get(value);
  if (before !== undefined) return before;
  known.set(value, Infinity); // met again below itself
  let size = 1;
  for (const item of Object.values(value)) size += writtenOutSize(item, known);
  known.set(value, size);
  return size;
}
