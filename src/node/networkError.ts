import { AppError, type ErrorCode } from '../core/appError.ts';

const tlsCodes = /^(CERT_|ERR_TLS|ERR_SSL|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|EPROTO|HOSTNAME_MISMATCH)/;

/**
 * Node's network error -> the layer that failed and the way out. Only its code is used: messages may hold values.
 * `proxy`: the one that the request went through, if it is known.
 */
export function toNetworkError(error: unknown, url: URL, proxy?: URL): AppError {
  if (error instanceof AppError) return error;
  const code = codeOf(error);
  const [kind, message] = proxy !== undefined && isOfProxy(code) ? proxyDown(proxy) : explain(code, url.host);
  return new AppError(kind, `${message} (${code})`, { cause: error });
}

function codeOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string')
    return error.code;
  return error instanceof Error ? error.name : 'unknown';
}

const notFound: ReadonlySet<string> = new Set(['ENOTFOUND', 'EAI_AGAIN']);
const away: ReadonlySet<string> = new Set(['EHOSTUNREACH', 'ENETUNREACH', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT']);

/** Whoever connects to a proxy looks up and reaches nobody but the proxy. */
function isOfProxy(code: string): boolean {
  return notFound.has(code) || away.has(code) || code === 'ECONNREFUSED' || code === 'Error';
}

function proxyDown(proxy: URL): readonly [ErrorCode, string] {
  return ['proxy', `Proxy: ${proxy.host} could not be reached or hung up. Check HTTPS_PROXY, HTTP_PROXY and NO_PROXY.`];
}

function explain(code: string, host: string): readonly [ErrorCode, string] {
  if (notFound.has(code)) {
    return ['name-not-found', `Name: ${host} was not found. Check the spelling, the network, or the proxy settings.`];
  }
  if (code === 'ECONNREFUSED') {
    return [
      'unreachable',
      `Connection: ${host} refuses connections. Check that the server runs, the port, or the proxy settings.`,
    ];
  }
  if (away.has(code)) {
    return [
      'unreachable',
      `Connection: ${host} could not be reached or hung up. Check the network or the proxy settings.`,
    ];
  }
  if (tlsCodes.test(code)) return ['tls', `TLS: ${tlsReason(code, host)}`];
  if (code.startsWith('HPE_') || code === 'ERR_HTTP_INVALID_STATUS_CODE')
    return ['protocol', `HTTP: ${host} sent an answer that is not valid HTTP.`];
  return ['unreachable', `Connection: the request to ${host} failed.`];
}

const trustHint =
  'Ask your administrator for the CA and add it to the system, or name its file (setting "matter.tls.caFile", option --cacert).';

/** Verification is never switched off; the text says what to do instead. */
function tlsReason(code: string, host: string): string {
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID')
    return `the certificate of ${host} is not valid at this time. Its owner has to renew it; check the clock of this computer too.`;
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID' || code === 'HOSTNAME_MISMATCH')
    return `the certificate is for another host than ${host}. Check the address.`;
  if (/^(?:DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|CERT_)/.test(code))
    return `the certificate of ${host} is not trusted. ${trustHint}`;
  return `no secure connection to ${host}. Check that it speaks TLS on this port, and whether it wants a client certificate.`;
}
