/** The time source: the core reads no clock of its own. */
export interface Clock {
  /** Unix epoch milliseconds. */
  now(): number;
  /** Resolves after `ms` milliseconds; rejects with a 'cancelled' AppError when the signal aborts first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Aborts with a TimeoutError after `ms` milliseconds. */
  deadline(ms: number): AbortSignal;
}
