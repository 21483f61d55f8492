import type { Span } from './nodes.ts';

/** `line:column` of an offset, both from 1: how errors name their place. */
export function lineColumn(text: string, span: Span): string {
  const before = text.slice(0, span.start);
  const line = before.split('\n').length;
  return `${line}:${span.start - before.lastIndexOf('\n')}`;
}
