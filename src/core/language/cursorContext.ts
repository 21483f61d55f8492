import type { Block } from '../syntax/block.ts';
import type { Region } from '../syntax/nodes.ts';
import type { MatterTree } from '../syntax/tree.ts';

/** Where the cursor is: `offset` is relative to the block, `start` is where the block starts in the file. */
export interface CursorContext {
  readonly block: Block;
  readonly start: number;
  readonly offset: number;
  readonly region: Region | undefined;
  /** The text of its line up to the cursor, and where the line starts in the block. */
  readonly before: string;
  readonly lineStart: number;
}

export function cursorContextAt(tree: MatterTree, fileOffset: number): CursorContext | undefined {
  const index = tree.blockAt(fileOffset);
  const block = tree.blocks[index];
  if (block === undefined) return undefined;
  const start = tree.starts[index] ?? 0;
  const offset = fileOffset - start;
  const lineStart = offset === 0 ? 0 : block.text.lastIndexOf('\n', offset - 1) + 1;
  return {
    block,
    start,
    offset,
    region: block.regionAt(offset),
    before: block.text.slice(Math.min(lineStart, offset), offset),
    lineStart,
  };
}
