import type { HttpRequest } from '../http/httpMessage.ts';

/** A request that others may see. Before it is written in a language, whose quoting could hide a secret. */
export function redactRequest(request: HttpRequest, redact: (text: string) => string): HttpRequest {
  const { url, headers, body } = request;
  const href = redact(url.href);
  const text = body instanceof Uint8Array ? new TextDecoder().decode(body) : body;
  const redacted = typeof text === 'string' ? redact(text) : text;
  return {
    ...request,
    url: href === url.href || !URL.canParse(href) ? url : new URL(href),
    headers: headers.map(([name, value]) => [name, redact(value)]),
    // Bytes that hold no secret stay bytes: they may be no text.
    ...(redacted === text || redacted === undefined ? {} : { body: redacted }),
  };
}
