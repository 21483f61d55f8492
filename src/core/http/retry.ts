import { AppError } from '../appError.ts';
import type { Clock } from '../clock.ts';
import { headerValue, type HttpResponse } from './httpMessage.ts';
import { pauseFor, retryAfterCapMs, retryAfterMs } from './retryAfter.ts';

const idempotent: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE']);
const networkErrors: ReadonlySet<string> = new Set([
  'name-not-found',
  'unreachable',
  'timeout',
  'protocol',
  'proxy',
  'token-unavailable',
]);
/** Too many requests, bad gateway, unavailable, gateway timeout: the next attempt may fare better. */
const transient: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** No whole answer came; whether the server acted is not known. */
export function isNetworkError(error: unknown): boolean {
  return error instanceof AppError && networkErrors.has(error.code);
}

export function isTransient(status: number): boolean {
  return transient.has(status);
}

/** Sending such a request twice is sending it once (RFC 9110, 9.2.2). */
export function isIdempotent(method: string): boolean {
  return idempotent.has(method);
}

export interface RetryOptions {
  readonly method: string;
  /** Attempts after the first one. */
  readonly retries: number;
}

/**
 * Sends again after a network error or a transient answer, but only where that is safe. Waits as long as `Retry-After`
 * says, and longer each time; one that asks for more than a minute is for the user to see.
 */
export async function sendWithRetry(
  send: () => Promise<HttpResponse>,
  { method, retries }: RetryOptions,
  clock: Clock,
  signal?: AbortSignal,
): Promise<HttpResponse> {
  const attempts = isIdempotent(method) ? retries : 0;
  for (let attempt = 0; attempt < attempts; attempt++) {
    const backoffMs = 1000 * 2 ** attempt;
    try {
      const response = await send();
      const pauseMs = transientPauseMs(response, backoffMs, clock.now());
      if (pauseMs === undefined) return response;
      response.body.dispose();
      await clock.sleep(pauseFor(pauseMs, backoffMs, clock), signal);
    } catch (error) {
      if (!isNetworkError(error) || signal?.aborted === true) throw error;
      await clock.sleep(pauseFor(undefined, backoffMs, clock), signal);
    }
  }
  return send();
}

/** How long to wait before the next attempt; undefined where none is due, or the server asks for more than we wait. */
export function transientPauseMs(
  { status, headers }: HttpResponse,
  backoffMs: number,
  now: number,
): number | undefined {
  if (!isTransient(status)) return undefined;
  const pauseMs = Math.max(
    retryAfterMs(headerValue(headers, 'retry-after'), now) ?? 0,
    Math.min(backoffMs, retryAfterCapMs),
  );
  return pauseMs > retryAfterCapMs ? undefined : pauseMs;
}
