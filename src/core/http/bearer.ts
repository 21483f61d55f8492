import type { HttpRequest } from './httpMessage.ts';

/**
 * Whether the account at `origin` may attach its bearer token: to its own origin only, and only where the user names
 * neither a token nor another host.
 */
export function takesBearer({ url, headers }: Pick<HttpRequest, 'url' | 'headers'>, origin: string): boolean {
  const names = new Set(headers.map(([name]) => name.toLowerCase()));
  return url.origin === origin && !names.has('authorization') && !names.has('host');
}
