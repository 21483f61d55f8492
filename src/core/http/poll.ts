import { AppError } from '../appError.ts';
import type { Clock } from '../clock.ts';
import { headerValue, type HttpResponse } from './httpMessage.ts';
import { retryAfterCapMs, retryAfterMs } from './retryAfter.ts';

export interface PollOptions {
  readonly everyMs: number;
  readonly timeoutMs: number;
}

export interface PollProgress {
  readonly attempt: number;
  readonly status: number;
  readonly elapsedMs: number;
  readonly nextInMs: number;
}

/**
 * Asks again while the answer is 202, or 429 with a pause: the one place where waiting for a result is written.
 * `isReady` replaces the first of them; a 4xx or 5xx ends it all the same. Rejects with 'timeout' when the deadline
 * passes first.
 */
export async function pollUntilReady(
  send: () => Promise<HttpResponse>,
  options: PollOptions,
  clock: Clock,
  onProgress: (progress: PollProgress) => void,
  signal?: AbortSignal,
  isReady: (response: HttpResponse) => boolean | Promise<boolean> = ({ status }) => status !== 202,
): Promise<HttpResponse> {
  const startedAt = clock.now();
  for (let attempt = 1; ; attempt++) {
    const response = await send();
    const isEnd = response.status >= 400 ? response.status !== 429 : await isReady(response);
    if (isEnd) return response;
    const elapsedMs = clock.now() - startedAt;
    const nextInMs = pauseMs(response, options.everyMs, clock.now());
    if (elapsedMs + nextInMs > options.timeoutMs) throw deadlinePassed(attempt, options.timeoutMs);
    onProgress({ attempt, status: response.status, elapsedMs, nextInMs });
    await clock.sleep(nextInMs, signal);
  }
}

function pauseMs(response: HttpResponse, everyMs: number, now: number): number {
  const asked = retryAfterMs(headerValue(response.headers, 'retry-after'), now);
  return asked === undefined ? everyMs : Math.min(Math.max(asked, everyMs), retryAfterCapMs);
}

function deadlinePassed(attempts: number, timeoutMs: number): AppError {
  return new AppError(
    'timeout',
    `The result was not ready after ${attempts} attempts in ${timeoutMs / 1000} s. Raise "timeout=" of @poll, or send the request again later.`,
  );
}
