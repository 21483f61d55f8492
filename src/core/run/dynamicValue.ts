/** Where random and time come from: the core has neither. */
export interface DynamicSources {
  now(): number;
  newUuid(): string;
}

const unitMs: Readonly<Record<string, number>> = {
  w: 604_800_000,
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
};

/** `$uuid`, `$guid`, `$timestamp [n u]` (Unix seconds), `$isoTimestamp [n u]`; undefined where the name is not known. */
export function dynamicValue(expression: string, sources: DynamicSources): string | undefined {
  const [name, amount, unit] = expression.split(/\s+/);
  if ((name === '$uuid' || name === '$guid') && amount === undefined) return sources.newUuid();
  const at = shiftedTime(sources.now(), amount, unit);
  if (at === undefined) return undefined;
  if (name === '$timestamp') return String(Math.floor(at / 1000));
  return name === '$isoTimestamp' ? new Date(at).toISOString() : undefined;
}

function shiftedTime(now: number, amount: string | undefined, unit = ''): number | undefined {
  if (amount === undefined) return now;
  if (!/^[+-]?\d{1,6}$/.test(amount)) return undefined;
  if (unit === 'y' || unit === 'M') return shiftCalendar(now, Number(amount) * (unit === 'y' ? 12 : 1));
  const ms = Object.hasOwn(unitMs, unit) ? unitMs[unit] : undefined;
  return ms === undefined ? undefined : now + Number(amount) * ms;
}

function shiftCalendar(now: number, months: number): number {
  const date = new Date(now);
  return date.setUTCMonth(date.getUTCMonth() + months);
}
