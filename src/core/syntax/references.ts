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
  let at = text.indexOf('{{');
  let lineEnd = -1;
  while (at >= 0) {
    if (at >= lineEnd) lineEnd = endOfLine(text, at);
    const close = text.slice(at, lineEnd).indexOf('}}');
    if (close < 0) {
      unclosed.push({ start: offset + at, end: offset + at + 2 });
      at = text.indexOf('{{', lineEnd); // the rest of the line cannot close either
      continue;
    }
    const end = at + close + 2;
    references.push({
      span: { start: offset + at, end: offset + end },
      expression: text.slice(at + 2, end - 2).trim(),
    });
    at = text.indexOf('{{', end);
  }
  return { references, unclosed };
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}
