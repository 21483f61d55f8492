import type { Recorded } from './recordCurl.ts';
import type { SentRequest } from './sentBy.ts';

type Header = readonly [name: string, value: string];

/** Both as they are compared: without what every client says of itself, and what only frames a message. */
export function comparable(request: Recorded | SentRequest): object {
  const { method, headers } = request;
  const { target, host } = addressOf(request);
  const boundary = /boundary=(-{20,}[0-9a-f]+)/.exec(valueOf(headers, 'content-type') ?? '')?.[1];
  const same = (text: string): string => (boundary === undefined ? text : text.replaceAll(boundary, 'boundary'));
  return {
    method,
    target: target.replaceAll(/%[\da-f]{2}/gi, (one) => one.toUpperCase()), // RFC 3986, 6.2.2.1; curl 7.88 has both
    host: (valueOf(headers, 'host') ?? host).toLowerCase(),
    headers: headers.filter(isCompared).map(([name, value]) => [name, same(encodings(name, value))]),
    body: same(request.body),
  };
}

function addressOf(request: Recorded | SentRequest): { readonly target: string; readonly host: string } {
  if ('target' in request) return { target: request.target, host: '' };
  const { pathname, search, host } = new URL(request.url);
  return { target: pathname + search, host };
}

function valueOf(headers: readonly Header[], wanted: string): string | undefined {
  return headers.find(([name]) => name.toLowerCase() === wanted)?.[1];
}

const framing = /^(?:host|content-length|transfer-encoding|connection|expect)$/i;

function isCompared([name, value]: Header): boolean {
  if (framing.test(name)) return false;
  if (/^user-agent$/i.test(name)) return !value.startsWith('curl/');
  return !(/^accept$/i.test(name) && value === '*/*');
}

/** What --compressed lists depends on how curl was built. */
function encodings(name: string, value: string): string {
  return name === 'Accept-Encoding' ? value.replace(/^deflate, gzip, br, zstd$/, 'deflate, gzip, br') : value;
}
