import { AppError } from '../appError.ts';

/** Documented base URL of the Matter API. */
export const matterApiOrigin = 'https://api.thisismatter.com';

/** True for this computer: `localhost`, 127.0.0.0/8 and [::1]. */
function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/** The origin of an API: https, or http on loopback; nothing but scheme, host and port. Throws 'invalid-origin'. */
export function parseOrigin(text: string): string {
  if (!URL.canParse(text.trim())) throw invalid('is not a URL. Write it like https://api.example.com');
  const url = new URL(text.trim());
  if (url.username + url.password !== '') throw invalid('must not hold a user name or password');
  if (!isSafe(url)) throw invalid('must start with https:// (http:// is allowed for this computer only)');
  if (url.pathname + url.search + url.hash !== '/') {
    throw invalid('must end after the host and port: the paths are in the requests');
  }
  return url.origin;
}

function isSafe({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
}

function invalid(reason: string): AppError {
  return new AppError('invalid-origin', `The API address ${reason}.`);
}
