import type { HttpRequest } from '../http/httpMessage.ts';
import type { Redactor } from '../http/redactor.ts';

/** A request that others may see. Before it is written in a language, whose quoting could hide a secret. */
export function redactRequest(request: HttpRequest, redactor: Redactor): HttpRequest {
  const { url, headers, body } = request;
  const href = redactor.redact(url.href);
  const text = body instanceof Uint8Array ? new TextDecoder().decode(body) : body;
  const redacted = typeof text === 'string' ? redactor.redact(text) : text;
  return {
    ...request,
    url: href === url.href || !URL.canParse(href) ? url : new URL(href),
    headers: headers.map(([name, value]) => [name, redactor.redact(value)]),
    // Bytes that hold no secret stay bytes: they may be no text.
    ...(redacted === text || redacted === undefined ? {} : { body: redacted }),
  };
}
