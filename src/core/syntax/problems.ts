import type { DirectiveNode, Problem, Severity, Span } from './tree.ts';

const words = [
  'name',
  'account',
  'no-auth',
  'poll',
  'assert',
  'capture',
  'prompt',
  'secret-prompt',
  'portfolio',
  'timeout',
  'no-redirect',
  'retry',
  'note',
  'tag',
  'depends',
];

export function problem(code: string, severity: Severity, { start, end }: Span, message: string): Problem {
  return { code, severity, span: { start, end }, message };
}

/** A warning for a directive that no version knows, with the nearest word. */
export function unknownDirective({ word, wordSpan }: DirectiveNode): Problem | undefined {
  if (words.includes(word)) return undefined;
  const near = words.find((known) => distance(known, word) <= 2);
  const hint = near === undefined ? 'It is read as a comment.' : `Did you mean @${near}?`;
  return problem('unknown-directive', 'warning', wordSpan, `@${word} is not a directive. ${hint}`);
}

/** Levenshtein distance; long words are not compared, so the cost is bounded. */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 3;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, x] of Array.from(a).entries()) {
    const next = [i + 1];
    for (const [j, y] of Array.from(b).entries()) {
      const replaced = (row[j] ?? 0) + (x === y ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 3;
}

const scripts = [/^\s*[<>]\s*\{%/, /^\s*>\s+\S+\.js\s*$/, /^\s*\{\{\s*$/];

export function isScript(text: string): boolean {
  return scripts.some((pattern) => pattern.test(text));
}
