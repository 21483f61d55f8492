import type { Span } from './tree.ts';

/** One line: its span without the line end, its text, and where the next line starts. */
export interface Line extends Span {
  readonly text: string;
  readonly next: number;
}

/** The line that starts at `start`; undefined at the end of the text. LF and CRLF; a byte order mark is skipped. */
export function lineAt(text: string, start: number): Line | undefined {
  if (start >= text.length) return undefined;
  const from = start === 0 && text.startsWith('\uFEFF') ? 1 : start;
  const feed = text.indexOf('\n', from);
  const next = feed < 0 ? text.length : feed + 1;
  const last = feed < 0 ? text.length : feed;
  const end = last > from && text[last - 1] === '\r' ? last - 1 : last;
  return { start: from, end, next, text: text.slice(from, end) };
}

/** The part of a line's text from `column`, trimmed, with its span. */
export function rest(line: Line, column: number): { readonly text: string; readonly span: Span } {
  const tail = line.text.slice(column);
  const text = tail.trim();
  const start = line.start + column + (tail.length - tail.trimStart().length);
  return { text, span: { start, end: start + text.length } };
}
