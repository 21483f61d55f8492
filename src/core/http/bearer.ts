import type { HttpRequest } from './httpMessage.ts';

/**
 * Whether the account at `origin` may attach its bearer token: to its own origin only, only where nobody else chose the
 * address, and only where the user names neither a token nor another host.
 */
export function takesBearer(
  { url, headers, chosenBy = [] }: Pick<HttpRequest, 'url' | 'headers' | 'chosenBy'>,
  origin: string,
): boolean {
  const names = new Set(headers.map(([name]) => name.toLowerCase()));
  const isOwn = url.origin === origin && chosenBy.every((source) => source === origin);
  return isOwn && !names.has('authorization') && !names.has('host');
}
