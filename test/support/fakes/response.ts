import { MemoryBody } from '../../../src/core/http/body.ts';
import type { Header, HttpResponse } from '../../../src/core/http/httpMessage.ts';

/** A response as the transport gives it. */
export function testResponse(status: number, text: string, headers: readonly Header[] = []): HttpResponse {
  return {
    status,
    statusText: '',
    httpVersion: '1.1',
    headers,
    body: new MemoryBody(new TextEncoder().encode(text)),
    timings: { firstByteMs: 1, totalMs: 2 },
    truncated: false,
    warnings: [],
  };
}
