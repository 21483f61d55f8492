import { headerValue, utf8Of, type HttpRequest, type HttpResponse } from './httpMessage.ts';

const limit = 5;
const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** What may go to another origin: nothing that names a user or a secret. */
const harmless: ReadonlySet<string> = new Set(['accept', 'accept-language', 'user-agent']);

export function isRedirect(status: number): boolean {
  return redirects.has(status);
}

export interface Followed {
  readonly response: HttpResponse;
  /** The addresses that were asked after the first one, in order. */
  readonly hops: readonly string[];
  /** What was sent last: to the origin that the response is of. */
  readonly request: HttpRequest;
}

/**
 * Follows redirects (RFC 9110, 15.4), 5 at most. On another origin only harmless headers go on and no body; https never
 * leads to http. Where it must not follow it ends, and the redirect is the result.
 */
export async function followRedirects(
  request: HttpRequest,
  send: (request: HttpRequest) => Promise<HttpResponse>,
): Promise<Followed> {
  const hops: string[] = [];
  let current = request;
  for (;;) {
    const response = await send(current);
    const next = hops.length < limit ? nextRequest(current, response) : undefined;
    if (next === undefined) return { response, hops, request: current };
    hops.push(`${next.url.origin}${next.url.pathname}`);
    current = next;
  }
}

/** The origin that answers chooses the next address, and has its say in all that come after it. */
function nextRequest(request: HttpRequest, response: HttpResponse): HttpRequest | undefined {
  const url = targetOf(request, response);
  if (url === undefined) return undefined;
  const chosenBy = [...new Set([...(request.chosenBy ?? []), request.url.origin])];
  const dropsBody = response.status === 303 || (response.status < 307 && request.method === 'POST');
  const kept = dropsBody ? withoutBody(request) : request;
  if (url.origin === request.url.origin) return { ...kept, url, chosenBy };
  // The body would go to somebody whom the user did not name.
  if (kept.body !== undefined) return undefined;
  const headers = kept.headers.filter(([name]) => harmless.has(name.toLowerCase()));
  return {
    ...kept,
    url,
    headers,
    chosenBy,
    hasTaintedHost: url.hostname !== request.url.hostname || kept.hasTaintedHost === true,
  };
}

/** Where the response leads; undefined where it must not be followed. */
function targetOf(request: HttpRequest, response: HttpResponse): URL | undefined {
  const location = isRedirect(response.status) ? utf8Of(headerValue(response.headers, 'location')) : undefined;
  if (location === undefined || !URL.canParse(location, request.url.href)) return undefined;
  const url = new URL(location, request.url.href);
  const isSecureEnough = url.protocol === 'https:' || (url.protocol === 'http:' && request.url.protocol === 'http:');
  return isSecureEnough && url.username === '' && url.password === '' ? url : undefined;
}

function withoutBody(request: HttpRequest): HttpRequest {
  const { body: _body, ...rest } = request;
  return {
    ...rest,
    method: rest.method === 'HEAD' ? 'HEAD' : 'GET',
    headers: rest.headers.filter(([name]) => !/^content-/i.test(name)),
  };
}
