import type { Clock } from '../../../src/core/clock.ts';

/** A clock that moves only when told, or when somebody sleeps. */
export class ManualClock implements Clock {
  /** Milliseconds, of all that were asked for. */
  readonly deadlines: number[] = [];
  #now: number;
  readonly #deadlines = new Set<{ at: number; readonly controller: AbortController }>();

  constructor(now = 1_700_000_000_000) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  random(): number {
    return 0;
  }

  advance(ms: number): void {
    this.#now += ms;
    for (const deadline of this.#deadlines) {
      if (deadline.at > this.#now) continue;
      this.#deadlines.delete(deadline);
      deadline.controller.abort(new DOMException('The time is over.', 'TimeoutError'));
    }
  }

  /** The computer sleeps: the time of day passes, and timers stand still (AbortSignal.timeout counts no sleep). */
  suspend(ms: number): void {
    this.#now += ms;
    for (const deadline of this.#deadlines) deadline.at += ms;
  }

  sleep(ms: number): Promise<void> {
    this.advance(ms);
    return Promise.resolve();
  }

  deadline(ms: number): AbortSignal {
    const controller = new AbortController();
    this.deadlines.push(ms);
    this.#deadlines.add({ at: this.#now + ms, controller });
    return controller.signal;
  }
}
