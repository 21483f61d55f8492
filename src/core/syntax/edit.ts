import type { Block } from './block.ts';
import type { TextEdit } from './nodes.ts';
import { beginsWithSeparator, parseBlocks } from './parse.ts';
import { MatterTree } from './tree.ts';

/**
 * The tree of the text after one change, equal to a full parse of it. Only the blocks that the change touches are
 * parsed again; the others are taken over as they are.
 */
export function editMatter(tree: MatterTree, { span, text }: TextEdit): MatterTree {
  const { blocks, starts } = tree;
  let first = tree.blockAt(span.start);
  let last = tree.blockAt(Math.max(span.end, span.start));
  const isWhole = (candidate: string): boolean => first === 0 || beginsWithSeparator(candidate);
  const changed = (): string => {
    const start = starts[first] ?? 0;
    const old = textOf(blocks, first, last);
    return old.slice(0, span.start - start) + text + old.slice(span.end - start);
  };
  let next = changed();
  // The change may have taken the separator away: then the lines belong to the block before.
  while (!isWhole(next)) {
    first--;
    next = changed();
  }
  // Or the line end before the next separator, which then is no separator.
  while (last < blocks.length - 1 && !next.endsWith('\n')) {
    last++;
    next = changed();
  }
  const parsed = parseBlocks(next, first === 0);
  return new MatterTree([...blocks.slice(0, first), ...parsed, ...blocks.slice(last + 1)]);
}

function textOf(blocks: readonly Block[], first: number, last: number): string {
  let text = '';
  for (let index = first; index <= last; index++) text += blocks[index]?.text ?? '';
  return text;
}
