/** The source of time and chance: the core has none of its own. */
export interface Clock {
  /** Unix epoch milliseconds. */
  now(): number;
  /** Resolves after `ms` milliseconds; rejects with a 'cancelled' AppError when the signal aborts first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** From 0 up to, and without, 1: so that not all who wait come back at once. */
  random(): number;
  /** Aborts with a TimeoutError after `ms` milliseconds. */
  deadline(ms: number): AbortSignal;
}
