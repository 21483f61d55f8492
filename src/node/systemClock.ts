import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '../core/appError.ts';
import type { Clock } from '../core/clock.ts';

export const systemClock: Clock = {
  now: () => Date.now(),
  random: () => Math.random(),
  // A timer of more would fire at once.
  deadline: (ms) => AbortSignal.timeout(Math.min(ms, 2 ** 31 - 1)),
  async sleep(ms, signal) {
    try {
      await delay(ms, undefined, signal === undefined ? {} : { signal });
    } catch (cause) {
      throw new AppError('cancelled', 'Cancelled.', { cause });
    }
  },
};
