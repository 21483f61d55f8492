const two = (value: number): string => String(value).padStart(2, '0');

/** Day.js's letters, those that a request needs. The date's UTC fields are the time to show. */
const letters: Readonly<Record<string, (date: Date, offsetMinutes: number) => string>> = {
  YYYY: (date) => String(date.getUTCFullYear()).padStart(4, '0'),
  YY: (date) => two(date.getUTCFullYear() % 100),
  MM: (date) => two(date.getUTCMonth() + 1),
  M: (date) => String(date.getUTCMonth() + 1),
  DD: (date) => two(date.getUTCDate()),
  D: (date) => String(date.getUTCDate()),
  HH: (date) => two(date.getUTCHours()),
  H: (date) => String(date.getUTCHours()),
  mm: (date) => two(date.getUTCMinutes()),
  m: (date) => String(date.getUTCMinutes()),
  ss: (date) => two(date.getUTCSeconds()),
  s: (date) => String(date.getUTCSeconds()),
  SSS: (date) => String(date.getUTCMilliseconds()).padStart(3, '0'),
  Z: (_, offset) => offsetOf(offset),
};

/** `rfc1123`, `iso8601` or a pattern of letters; `[text]` stays. `offsetMinutes` is east of UTC. */
export function formatDate(at: number, format: string, offsetMinutes: number): string {
  const date = new Date(at + offsetMinutes * 60_000);
  if (format === 'rfc1123') {
    const zone = offsetMinutes === 0 ? 'GMT' : offsetOf(offsetMinutes).replace(':', '');
    return date.toUTCString().replace('GMT', zone);
  }
  if (format === 'iso8601')
    return offsetMinutes === 0 ? date.toISOString() : date.toISOString().replace('Z', offsetOf(offsetMinutes));
  return format.replaceAll(
    /\[([^\]]*)\]|YYYY|YY|MM?|DD?|HH?|mm?|ss?|SSS|Z/g,
    (token, kept?: string) => kept ?? letters[token]?.(date, offsetMinutes) ?? token,
  );
}

function offsetOf(minutes: number): string {
  const absolute = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(absolute / 60))}:${two(absolute % 60)}`;
}
