/** A request header: what it says, and the values that it often has. */
export interface HeaderDoc {
  readonly name: string;
  readonly description: string;
  readonly values: readonly string[];
}

const mediaTypes = [
  'application/json',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=boundary',
  'application/xml',
  'application/graphql',
  'application/problem+json',
  'application/octet-stream',
  'application/x-ndjson',
  'application/pdf',
  'text/plain',
  'text/csv',
  'text/html',
  'text/xml',
  '*/*',
];

/** Request headers of RFC 9110, 9111, 6265 and the Fetch standard, in the words of their definitions, shortened. */
const docs: readonly (readonly [string, string, readonly string[]])[] = [
  ['Accept', 'Media types that the client can use (RFC 9110, 12.5.1).', mediaTypes],
  ['Accept-Charset', 'Character encodings that the client can use; deprecated (RFC 9110, 12.5.2).', ['utf-8']],
  ['Accept-Encoding', 'Content codings that the client can use (RFC 9110, 12.5.3).', ['gzip, deflate, br', 'identity']],
  ['Accept-Language', 'Natural languages that are preferred (RFC 9110, 12.5.4).', ['en', 'en-GB, en;q=0.8']],
  [
    'Authorization',
    'Credentials for the server (RFC 9110, 11.6.2). A path is sent with the token of your account: leave it out.',
    ['Bearer ', 'Basic '],
  ],
  [
    'Cache-Control',
    'How caches on the way may store and answer (RFC 9111, 5.2).',
    ['no-cache', 'no-store', 'max-age=0'],
  ],
  ['Connection', 'Options of this connection only (RFC 9110, 7.6.1).', ['keep-alive', 'close']],
  [
    'Content-Disposition',
    'How the content is to be presented, and its file name (RFC 6266).',
    ['attachment; filename=""', 'form-data; name=""'],
  ],
  ['Content-Encoding', 'Codings that were applied to the content (RFC 9110, 8.4).', ['gzip', 'br', 'deflate']],
  ['Content-Language', 'The natural language of the content (RFC 9110, 8.5).', ['en']],
  ['Content-Length', 'The size of the content in bytes (RFC 9110, 8.6). It is computed at send: leave it out.', []],
  ['Content-Type', 'The media type of the body (RFC 9110, 8.3).', mediaTypes],
  ['Cookie', 'Cookies of the server (RFC 6265, 5.4).', []],
  ['Date', 'When the message was made (RFC 9110, 6.6.1).', ['{{$datetime rfc1123}}']],
  ['Expect', 'Behaviour that the client expects (RFC 9110, 10.1.1).', ['100-continue']],
  ['Forwarded', 'What proxies on the way knew (RFC 7239).', []],
  ['From', 'The e-mail address of who is responsible for the client (RFC 9110, 10.1.2).', []],
  ['Host', 'Host and port of the URL (RFC 9110, 7.2). It is set at send: leave it out.', []],
  ['Idempotency-Key', 'A key that lets a server do a repeated request only once (IETF draft).', ['{{$uuid}}']],
  ['If-Match', 'Only if the entity tag is one of these (RFC 9110, 13.1.1).', ['*', '""']],
  ['If-Modified-Since', 'Only if modified after this time (RFC 9110, 13.1.3).', ['{{$datetime rfc1123}}']],
  ['If-None-Match', 'Only if the entity tag is none of these (RFC 9110, 13.1.2).', ['*', '""']],
  ['If-Range', 'A range only if the content is unchanged (RFC 9110, 13.1.5).', []],
  ['If-Unmodified-Since', 'Only if not modified after this time (RFC 9110, 13.1.4).', ['{{$datetime rfc1123}}']],
  ['Origin', 'The origin that caused the request (Fetch standard).', []],
  ['Pragma', 'Implementation-specific directives; deprecated (RFC 9111, 5.4).', ['no-cache']],
  [
    'Prefer',
    'Behaviour that the client prefers (RFC 7240).',
    ['respond-async', 'return=minimal', 'return=representation'],
  ],
  ['Proxy-Authorization', 'Credentials for a proxy (RFC 9110, 11.7.2).', []],
  ['Range', 'The part of the content that is asked for (RFC 9110, 14.2).', ['bytes=0-1023']],
  ['Referer', 'The address of the page that led here (RFC 9110, 10.1.3).', []],
  ['TE', 'Transfer codings that the client accepts (RFC 9110, 10.1.4).', ['trailers']],
  ['Traceparent', 'The place of this request in a trace (W3C Trace Context).', []],
  ['Transfer-Encoding', 'Codings of this transfer (RFC 9112, 6.1).', ['chunked']],
  ['Upgrade', 'Another protocol that the client would like (RFC 9110, 7.8).', []],
  ['User-Agent', 'The program that sends the request (RFC 9110, 10.1.5).', []],
  ['X-API-Key', 'A key that some servers ask for. Keep it out of the file: use a prompt.', []],
  ['X-Forwarded-For', 'Addresses of the client and of proxies, as some servers read them.', []],
  ['X-Request-Id', 'An id that lets both sides find the request in their logs.', ['{{$uuid}}']],
  ['X-Requested-With', 'Marks requests made by scripts, for some servers.', ['XMLHttpRequest']],
];

export const headerDocs: ReadonlyMap<string, HeaderDoc> = new Map(
  docs.map(([name, description, values]) => [name.toLowerCase(), { name, description, values }]),
);
