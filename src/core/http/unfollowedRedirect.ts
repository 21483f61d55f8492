import { headerValue, utf8Of, type HttpRequest, type HttpResponse } from './httpMessage.ts';
import { isRedirect } from './redirect.ts';

/**
 * Why the redirect that a chain ended with was not followed, in a sentence; undefined where it ended with an answer.
 * `request`: the last one of the chain; `hops`: the addresses before.
 */
export function whyNotFollowed(
  request: HttpRequest,
  response: HttpResponse,
  hops: readonly string[],
): string | undefined {
  if (!isRedirect(response.status)) return undefined;
  const location = utf8Of(headerValue(response.headers, 'location'));
  if (location === undefined) return 'The redirect names no address (Location), so it was not followed.';
  if (!URL.canParse(location, request.url.href)) return 'The redirect names no valid address, so it was not followed.';
  const url = new URL(location, request.url.href);
  const address = `${url.origin}${url.pathname}`;
  if (hops.includes(address) || address === `${request.url.origin}${request.url.pathname}`)
    return `The redirects lead in a circle, back to ${address}. They were followed ${hops.length} times.`;
  return `The redirect to ${url.protocol === 'http:' || url.protocol === 'https:' ? address : url.protocol} was not followed: ${reason(request, url, hops)}.`;
}

function reason(request: HttpRequest, url: URL, hops: readonly string[]): string {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'only http and https are';
  if (url.username !== '' || url.password !== '') return 'its address holds a user name or password';
  if (url.protocol === 'http:' && request.url.protocol === 'https:') return 'it leads from https to http';
  if (request.body !== undefined && url.origin !== request.url.origin)
    return 'the body would go to another server. Send the request there if you trust it';
  return hops.length === 0
    ? 'it leads where the request must not go'
    : `it is the redirect after ${hops.length} others`;
}
