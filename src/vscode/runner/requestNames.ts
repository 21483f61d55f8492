import type { RequestNode } from '../../core/syntax/nodes.ts';

/** Of a request in its document, for as long as its name or place stays. */
export function keyOf(request: RequestNode): string {
  return request.name ?? `#${request.lineSpan.start}`;
}

export function titleOf(request: RequestNode): string {
  return request.title !== undefined && request.title !== ''
    ? request.title
    : (request.name ?? `${request.method} request`);
}
