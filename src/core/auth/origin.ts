import { AppError } from '../appError.ts';

/** Documented base URL of the Matter API. */
export const matterApiOrigin = 'https://api.thisismatter.com';

/** True for this computer: `localhost`, 127.0.0.0/8 and [::1]. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/** The origin of an API: https, or http on loopback; nothing but scheme, host and port. Throws 'invalid-origin'. */
export function parseOrigin(text: string): string {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined;
  if (url === undefined) throw invalid('is not a URL. Write it like https://api.example.com');
  if (url.username !== '' || url.password !== '') throw invalid('must not hold a user name or password');
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname))) {
    throw invalid('must start with https:// (http:// is allowed for this computer only)');
  }
  if ((url.pathname !== '/' && url.pathname !== '') || url.search !== '' || url.hash !== '') {
    throw invalid('must end after the host and port: the paths are in the requests');
  }
  return url.origin;
}

function invalid(reason: string): AppError {
  return new AppError('invalid-origin', `The API address ${reason}.`);
}
