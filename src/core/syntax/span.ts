import type { Span } from './nodes.ts';

export function shift({ start, end }: Span, offset: number): Span {
  return { start: start + offset, end: end + offset };
}

/** True where the offset is inside or at either end: a cursor touches what it stands beside. */
export function touches({ start, end }: Span, offset: number): boolean {
  return start <= offset && offset <= end;
}
