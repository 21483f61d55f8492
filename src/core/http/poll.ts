import { AppError } from '../appError.ts';
import type { Clock } from '../clock.ts';
import { headerValue, type HttpResponse } from './httpMessage.ts';
import { isNetworkError, isTransient } from './retry.ts';
import { retryAfterCapMs, retryAfterMs } from './retryAfter.ts';

export interface PollOptions {
  readonly everyMs: number;
  readonly timeoutMs: number;
  /** The pause grows to a tenth of the time that has passed, up to this; without, it stays. */
  readonly slowestMs?: number;
  /** A network error, 502, 503 and 504 do not end it: the next attempt may fare better. */
  readonly keepsTrying?: boolean;
}

export interface PollProgress {
  readonly attempt: number;
  /** Of the answer; 0 where none came. */
  readonly status: number;
  readonly elapsedMs: number;
  readonly nextInMs: number;
}

/**
 * Asks again while the answer is 202, or 429 with a pause: the one place where waiting for a result is written.
 * `isReady` replaces the first of them; a 4xx or 5xx ends it all the same. Rejects with 'timeout' when the deadline
 * passes first, in the midst of an answer too; `send` ends with the signal that it is given.
 */
export async function pollUntilReady(
  send: (signal: AbortSignal) => Promise<HttpResponse>,
  options: PollOptions,
  clock: Clock,
  onProgress: (progress: PollProgress) => void,
  signal?: AbortSignal,
  isReady: (response: HttpResponse) => boolean | Promise<boolean> = ({ status }) => status !== 202,
): Promise<HttpResponse> {
  const startedAt = clock.now();
  const deadline = clock.deadline(options.timeoutMs);
  const limit = signal === undefined ? deadline : AbortSignal.any([signal, deadline]);
  for (let attempt = 1; ; attempt++) {
    const response = await sendOrFail(() => send(limit), options).catch((error: unknown) => {
      // An answer that drips ends with the time too, not between two answers only.
      throw deadline.aborted && signal?.aborted !== true ? deadlinePassed(attempt, options.timeoutMs) : error;
    });
    if (response !== undefined && (await isEnd(response, isReady, options))) return response;
    const elapsedMs = clock.now() - startedAt;
    const nextInMs = pauseMs(response, ownPauseMs(options, elapsedMs), clock.now());
    if (elapsedMs + nextInMs > options.timeoutMs) throw deadlinePassed(attempt, options.timeoutMs);
    onProgress({ attempt, status: response?.status ?? 0, elapsedMs, nextInMs });
    await clock.sleep(nextInMs, signal);
  }
}

const leastPauseMs = 100;

function ownPauseMs({ everyMs, slowestMs = everyMs }: PollOptions, elapsedMs: number): number {
  return Math.max(everyMs, leastPauseMs, Math.min(elapsedMs / 10, slowestMs));
}

/** Undefined where no answer came, but may come later. */
async function sendOrFail(
  send: () => Promise<HttpResponse>,
  { keepsTrying = false }: PollOptions,
): Promise<HttpResponse | undefined> {
  try {
    return await send();
  } catch (error) {
    if (keepsTrying && isNetworkError(error)) return undefined;
    throw error;
  }
}

function isEnd(
  response: HttpResponse,
  isReady: (response: HttpResponse) => boolean | Promise<boolean>,
  { keepsTrying = false }: PollOptions,
): boolean | Promise<boolean> {
  const { status } = response;
  return status < 400 ? isReady(response) : status !== 429 && !(keepsTrying && isTransient(status));
}

function pauseMs(response: HttpResponse | undefined, everyMs: number, now: number): number {
  const asked = response === undefined ? undefined : retryAfterMs(headerValue(response.headers, 'retry-after'), now);
  return asked === undefined ? everyMs : Math.min(Math.max(asked, everyMs), retryAfterCapMs);
}

function deadlinePassed(attempts: number, timeoutMs: number): AppError {
  return new AppError(
    'timeout',
    `The result was not ready after ${attempts} attempts in ${timeoutMs / 1000} s. Raise "timeout=" of @poll, or send the request again later.`,
  );
}
