import { AppError, type ErrorCode } from '../appError.ts';
import { headerValue, type HttpResponse } from '../http/httpMessage.ts';
import { Redactor } from '../http/redactor.ts';
import { retryAfterMs } from '../http/retryAfter.ts';
import { parseJsonObject } from '../json.ts';
import { mask } from '../secret.ts';
import { shorten } from '../shorten.ts';
import { secretsOf, type Credential } from './credential.ts';

/** The token endpoint gave no token. `waitMs`: how long it asked to be left alone. */
export class TokenError extends AppError {
  readonly waitMs: number | undefined;
  readonly #text: string;

  constructor(code: ErrorCode, text: string, waitMs?: number) {
    super(code, waitMs === undefined ? text : `${text} Try again in ${Math.ceil(waitMs / 1000)} s.`);
    this.waitMs = waitMs;
    this.#text = text;
  }

  /** The same failure, told to somebody who comes later. */
  withWait(waitMs: number): TokenError {
    return new TokenError(this.code, this.#text, waitMs);
  }
}

/** An error answer of a token endpoint (RFC 6749 section 5.2): text of others, fit to be shown. */
export interface OAuthError {
  readonly error: string | undefined;
  /** All three fields in one clause; empty where the answer has none. */
  readonly words: string;
}

const limits = { error: 60, description: 300, uri: 200 };

/** Reads what the server says. It may echo the secret, or write what changes how a text is read. */
export function readOAuthError(text: string, credential: Credential): OAuthError {
  const { error, error_description, error_uri } = parseJsonObject(text.replace(/^\uFEFF/, '')) ?? {};
  const clean = cleanerFor(credential);
  const [code, description, uri] = [
    clean(error, limits.error),
    clean(error_description, limits.description),
    clean(pageOf(error_uri), limits.uri),
  ];
  const words = [code, description === '' ? '' : `"${description}"`].filter((part) => part !== '').join(', ');
  return {
    error: typeof error === 'string' ? error : undefined,
    words: uri === '' ? words : `${words} (see ${uri})`.trimStart(),
  };
}

/** Redacted before and after: a secret may hold what is removed, and what is removed may stand within a secret. */
function cleanerFor(credential: Credential): (value: unknown, limit: number) => string {
  const redactor = new Redactor();
  for (const secret of secretsOf(credential)) redactor.register(secret);
  const secret = credential.clientSecret.reveal();
  const redact = (text: string): string => {
    const known = redactor.redact(text);
    return secret === '' ? known : known.replaceAll(secret, mask); // one that is too short for the redactor
  };
  return (value, limit) => {
    if (typeof value !== 'string') return '';
    const plain = redact(value.slice(0, 10_000))
      .replaceAll(/[\s"]+/g, ' ')
      .replaceAll(/\p{C}/gu, '')
      .replaceAll('](', '] (') // the editor makes links of it in notifications
      .trim();
    return shorten(redact(plain), limit);
  };
}

/** A web page without what its address may carry. */
function pageOf(uri: unknown): string {
  if (typeof uri !== 'string' || !URL.canParse(uri)) return '';
  const { protocol, origin, pathname } = new URL(uri);
  return /^https?:$/.test(protocol) ? `${origin}${pathname}` : '';
}

/** Why there is no token, and the way out of it. `text`: the body of the answer. */
export function toTokenError(response: HttpResponse, text: string, credential: Credential, now: number): TokenError {
  const { status } = response;
  const { error, words } = readOAuthError(text, credential);
  const said = words === '' ? '' : ` It says: ${words}.`;
  if (status === 401 || error === 'invalid_client' || (status === 400 && error === undefined))
    return new TokenError(
      'credentials-rejected',
      `The API does not accept this client id and secret.${said} Check both on the Matter platform and sign in again.`,
    );
  const advice = adviceOfError[error ?? ''] ?? adviceOfStatus(response, credential.origin);
  const waitMs = retryAfterMs(headerValue(response.headers, 'retry-after'), now);
  return new TokenError('token-unavailable', `The token endpoint answered ${status}.${said} ${advice}`, waitMs);
}

/** By the `error` of RFC 6749 section 5.2, and of 4.1.2.1 as some servers use it. */
const adviceOfError: Readonly<Record<string, string>> = {
  invalid_scope: 'The server wants a scope for this client. Ask its administrator to set one for it.',
  unauthorized_client: 'This client may not use client credentials. Ask the administrator of the server to allow it.',
  unsupported_grant_type: 'The server gives no tokens for client credentials. Check the API address.',
  access_denied: 'Ask the administrator of the server to let this client and this network in.',
};

function adviceOfStatus({ status, headers }: HttpResponse, origin: string): string {
  if (status >= 300 && status < 400) return redirectAdvice(headerValue(headers, 'location'), origin);
  if (status >= 200 && status < 300) return 'A token comes with the status 200 only. Check the API address.';
  if ([404, 405, 410, 501].includes(status))
    return 'There is no token endpoint at this address. Check the API address and sign in again.';
  if (status === 403) return 'The server refuses this client or this network. Ask its administrator to let them in.';
  if (status === 429) return 'It was asked too often. Wait before you try again.';
  if (status >= 500) return 'The server has a fault of its own. Try again later, or check the API address.';
  return 'The server does not understand the request. Check the API address, or ask its administrator.';
}

function redirectAdvice(location: string | undefined, origin: string): string {
  const target =
    location !== undefined && URL.canParse(location, origin) ? new URL(location, origin).origin : undefined;
  const where = target === undefined || target === origin ? 'elsewhere' : `to ${target}`;
  return `It redirects ${where}, and a secret follows no redirect. Sign in with the address that it leads to, if you trust it.`;
}
