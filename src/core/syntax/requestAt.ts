import type { RequestNode } from './nodes.ts';
import type { MatterTree } from './tree.ts';

/** The request whose block holds the offset; on its separator line it is that request. */
export function requestAt(tree: MatterTree, offset: number): RequestNode | undefined {
  return tree.requestIn(tree.blockAt(offset));
}
