import type { MatterTree, RequestNode } from './tree.ts';

/** The request whose block holds the offset; on its separator line it is that request. */
export function requestAt(tree: MatterTree, offset: number): RequestNode | undefined {
  let low = 0;
  let high = tree.requests.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const request = tree.requests[middle];
    if (request === undefined) return undefined;
    if (offset < request.span.start) high = middle - 1;
    else if (offset >= request.span.end && offset < tree.text.length) low = middle + 1;
    else if (offset > request.span.end) low = middle + 1;
    else return request;
  }
  return undefined;
}
