import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '../core/appError.ts';
import type { Clock } from '../core/clock.ts';

export const systemClock: Clock = {
  now: () => Date.now(),
  deadline: (ms) => AbortSignal.timeout(ms),
  async sleep(ms, signal) {
    try {
      await delay(ms, undefined, signal === undefined ? {} : { signal });
    } catch (cause) {
      throw new AppError('cancelled', 'Cancelled.', { cause });
    }
  },
};
