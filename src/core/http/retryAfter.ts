import type { Clock } from '../clock.ts';

/** As long as anybody waits for a server that asks for a pause (docs/security-model.md, 3.8). */
export const retryAfterCapMs = 60_000;

/** As long as is asked for, though never so short that waiting is none; and up to a quarter more, by chance. */
export function pauseFor(askedMs: number | undefined, leastMs: number, clock: Pick<Clock, 'random'>): number {
  const ms = Math.min(Math.max(askedMs ?? 0, leastMs), retryAfterCapMs);
  return Math.round(ms * (1 + clock.random() / 4));
}

/** RFC 9110 section 10.2.3: seconds or an HTTP date. Milliseconds from `now`; undefined where absent or garbage. */
export function retryAfterMs(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,9}$/.test(value.trim())) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) || !/[a-z]/i.test(value) ? undefined : Math.max(0, at - now);
}
