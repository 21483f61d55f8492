/** As long as anybody waits for a server that asks for a pause (docs/security-model.md, 3.8). */
export const retryAfterCapMs = 60_000;

/** RFC 9110 section 10.2.3: seconds or an HTTP date. Milliseconds from `now`; undefined where absent or garbage. */
export function retryAfterMs(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,9}$/.test(value.trim())) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) || !/[a-z]/i.test(value) ? undefined : Math.max(0, at - now);
}
