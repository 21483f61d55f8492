import type { ReferenceNode, Span } from './tree.ts';

/**
 * Every `{{…}}` of a text, in one linear scan; `\{\{` is a literal. `unclosed`: a `{{` without `}}` on its line.
 * `offset` is where the text starts in the file; the spans are the file's.
 */
export function findReferences(
  text: string,
  offset = 0,
): { readonly references: readonly ReferenceNode[]; readonly unclosed: readonly Span[] } {
  const references: ReferenceNode[] = [];
  const unclosed: Span[] = [];
  let at = nextOpening(text, 0);
  let lineEnd = -1;
  while (at >= 0) {
    if (at >= lineEnd) lineEnd = endOfLine(text, at);
    const close = text.slice(at, lineEnd).indexOf('}}');
    if (close < 0) {
      unclosed.push({ start: offset + at, end: offset + at + 2 });
      at = nextOpening(text, lineEnd); // the rest of the line cannot close either
      continue;
    }
    const end = at + close + 2;
    references.push({
      span: { start: offset + at, end: offset + end },
      expression: text.slice(at + 2, end - 2).trim(),
    });
    at = nextOpening(text, end);
  }
  return { references, unclosed };
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

/** The next `{{` whose first brace is not the escaped one of `\\{`. */
function nextOpening(text: string, from: number): number {
  let at = text.indexOf('{{', from);
  while (at > 0 && text[at - 1] === '\\') at = text.indexOf('{{', at + 1);
  return at;
}
