import { getProxyForUrl } from 'proxy-from-env';
import { AppError } from '../core/appError.ts';

const loopback = /^(?:(?:.*\.)?localhost\.?|127\.\d+\.\d+\.\d+|\[::1\]|\[::ffff:7f[0-9a-f]{2}:[0-9a-f]{1,4}\])$/i;

/** The proxy that HTTPS_PROXY, HTTP_PROXY and NO_PROXY name for a URL; this computer is never asked through one. */
export function environmentProxy(url: URL): URL | undefined {
  if (loopback.test(url.hostname)) return undefined;
  const proxy = getProxyForUrl(url.href);
  if (proxy === '') return undefined;
  // The text may hold a password: it is not repeated.
  if (URL.canParse(proxy) && /^https?:/i.test(proxy)) return withReadableLogin(new URL(proxy));
  throw new AppError('proxy', 'HTTPS_PROXY or HTTP_PROXY is not a URL of a proxy, as http://proxy.example.com:8080.');
}

/** A user or password with a "%" that is no escape would end as a bug of whoever decodes it. */
function withReadableLogin(proxy: URL): URL {
  try {
    for (const part of [proxy.username, proxy.password]) decodeURIComponent(part);
    return proxy;
  } catch {
    throw new AppError(
      'proxy',
      'The user name or password in HTTPS_PROXY or HTTP_PROXY has a "%" that stands for nothing. Write it as %25.',
    );
  }
}
