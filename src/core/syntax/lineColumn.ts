import type { Span } from './nodes.ts';

/** A tree: a text that is known by its object, so that its lines are counted once. */
interface Text {
  readonly text: string;
}

const known = new WeakMap<Text, readonly number[]>();

/** `line:column` of an offset, both from 1: how errors name their place. */
export function lineColumn(tree: Text, { start }: Span): string {
  const starts = lineStarts(tree);
  const line = lineIndex(starts, start);
  return `${line + 1}:${start - (starts[line] ?? 0) + 1}`;
}

/** From 1. */
export function lineAt(tree: Text, offset: number): number {
  return lineIndex(lineStarts(tree), offset) + 1;
}

function lineStarts(tree: Text): readonly number[] {
  const found = known.get(tree);
  if (found !== undefined) return found;
  const starts = [0];
  const { text } = tree;
  for (let feed = text.indexOf('\n'); feed >= 0; feed = text.indexOf('\n', feed + 1)) starts.push(feed + 1);
  known.set(tree, starts);
  return starts;
}

/** Of the last line that starts at the offset or before it. */
function lineIndex(starts: readonly number[], offset: number): number {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
