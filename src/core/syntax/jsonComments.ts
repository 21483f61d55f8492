import type { Span } from './nodes.ts';

/** What is read whole, so that nothing in it looks like a comment: the names of files, strings, references. */
const tokens =
  /^<(?:@\w*)?[ \t][^\r\n]*|"(?:\{\{[^{}\r\n]*\}\}|[^"\\\r\n]|\\.)*"?|\{\{[^{}\r\n]*\}\}|(?<=^|[\s,{}[\]"])(?:#|\/\/)[^\r\n]*/gm;

/**
 * The `//` and `#` comments of a JSON text, each up to the end of its line. Outside of strings JSON has neither
 * character, so nothing that is sent can be taken for one.
 */
export function jsonComments(text: string): readonly Span[] {
  if (!text.includes('#') && !text.includes('//')) return [];
  return [...text.matchAll(tokens)].flatMap(({ 0: token, index }) =>
    token.startsWith('#') || token.startsWith('/') ? [{ start: index, end: index + token.length }] : [],
  );
}

/** Without its comments: a line that held nothing else goes with its line end. */
export function withoutComments(text: string): string {
  let result = '';
  let at = 0;
  for (const { start, end } of jsonComments(text)) {
    const before = text.slice(at, start).replace(/[ \t]+$/, '');
    const isWholeLine = before === '' ? /(?:^|\n)$/.test(result) : before.endsWith('\n');
    result += before;
    at = isWholeLine ? afterLineEnd(text, end) : end;
  }
  return result + text.slice(at);
}

function afterLineEnd(text: string, end: number): number {
  return end + (/^\r?\n/.exec(text.slice(end, end + 2))?.[0].length ?? 0);
}
