import type { RequestNode } from './nodes.ts';
import { requestOf } from './requestOf.ts';
import type { MatterTree } from './tree.ts';

/** The request whose block holds the offset; on its separator line it is that request. */
export function requestAt(tree: MatterTree, offset: number): RequestNode | undefined {
  const index = tree.blockAt(offset);
  const block = tree.blocks[index];
  return block === undefined ? undefined : requestOf(block, tree.starts[index]);
}
