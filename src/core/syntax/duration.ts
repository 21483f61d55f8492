const unitMs: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
]);
/** The longest time that a timer can wait, more than 24 days: beyond, it ends at once. */
const longestMs = 2 ** 31 - 1;

/** `500ms`, `2s`, `10m`, `1h` -> whole milliseconds; undefined for anything else. */
export function durationMs(text: string): number | undefined {
  const [, amount, name = ''] = /^(\d{1,6}(?:\.\d{1,3})?)(ms|s|m|h)$/.exec(text.trim()) ?? [];
  const ms = Math.round(Number(amount) * (unitMs.get(name) ?? NaN));
  return ms <= longestMs ? ms : undefined;
}
