import { AppError } from '../appError.ts';
import { readDirectives } from '../directives/readDirectives.ts';
import { lineColumn } from '../syntax/lineColumn.ts';
import type { Problem, RequestNode } from '../syntax/nodes.ts';
import { locate, type MatterTree } from '../syntax/tree.ts';

/** Throws 'invalid-request' with the first error of a request, before anything is asked or sent for it. */
export function refuseProblems(
  tree: MatterTree,
  { span: { start, end } }: RequestNode,
  duplicates: readonly Problem[],
): void {
  const block = tree.blocks[tree.blockAt(start)];
  const own = block === undefined ? undefined : readDirectives(block).problems.find(isError);
  const first =
    own === undefined
      ? duplicates.find((problem) => isError(problem) && problem.span.start >= start && problem.span.start < end)
      : locate(own, start);
  if (first !== undefined)
    throw new AppError('invalid-request', `${lineColumn(tree, first.span)}: ${first.message} Nothing was sent.`);
}

function isError({ severity }: Problem): boolean {
  return severity === 'error';
}
