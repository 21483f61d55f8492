import { AppError, type ErrorCode } from '../core/appError.ts';

const tlsCodes = /^(CERT_|ERR_TLS|ERR_SSL|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|EPROTO|HOSTNAME_MISMATCH)/;

/** Node's network error -> the layer that failed and the way out. Only its code is used: messages may hold values. */
export function toNetworkError(error: unknown, url: URL): AppError {
  if (error instanceof AppError) return error;
  const code = codeOf(error);
  const [kind, message] = explain(code, url.host);
  return new AppError(kind, `${message} (${code})`, { cause: error });
}

function codeOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string')
    return error.code;
  return error instanceof Error ? error.name : 'unknown';
}

function explain(code: string, host: string): readonly [ErrorCode, string] {
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return ['name-not-found', `Name: ${host} was not found. Check the spelling, the network, or the proxy settings.`];
  }
  if (code === 'ECONNREFUSED') {
    return ['unreachable', `Connection: ${host} refuses connections. Check that the server runs, and the port.`];
  }
  if (['EHOSTUNREACH', 'ENETUNREACH', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT'].includes(code)) {
    return [
      'unreachable',
      `Connection: ${host} could not be reached or hung up. Check the network or the proxy settings.`,
    ];
  }
  if (tlsCodes.test(code)) {
    return [
      'tls',
      `TLS: the certificate of ${host} is not trusted. Ask your administrator, or add the CA to the system.`,
    ];
  }
  if (code.startsWith('HPE_')) return ['protocol', `HTTP: ${host} sent an answer that is not valid HTTP.`];
  return ['unreachable', `Connection: the request to ${host} failed.`];
}
