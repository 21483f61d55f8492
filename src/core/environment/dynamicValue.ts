import { formatDate } from './dateFormat.ts';

/** Where random, time and the environment come from: the core has none of them. */
export interface DynamicSources {
  readonly now: () => number;
  readonly newUuid: () => string;
  /** A whole number from `from` to below `to`. */
  readonly randomInt: (from: number, to: number) => number;
  /** Minutes east of UTC at a time. */
  readonly localOffsetMinutes: (at: number) => number;
  /** A value of the `.env` file beside the request file. */
  readonly dotenv: (name: string) => Promise<string | undefined>;
  /** A variable of the process that the user allows; undefined for any other. */
  readonly processEnv: (name: string) => string | undefined;
}

const unitMs: Readonly<Record<string, number>> = {
  w: 604_800_000,
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
};

/** The value of `$name arguments`; undefined where there is none. The table of names is in syntax/dynamicVariables.ts. */
export async function dynamicValue(expression: string, sources: DynamicSources): Promise<string | undefined> {
  const [name = '', ...words] = expression.match(/"[^"]*"|'[^']*'|\S+/g) ?? [];
  return makers.get(name)?.(words, sources);
}

type Maker = (words: readonly string[], sources: DynamicSources) => string | undefined | Promise<string | undefined>;

const uuid: Maker = (words, { newUuid }) => (words.length === 0 ? newUuid() : undefined);

const makers: ReadonlyMap<string, Maker> = new Map<string, Maker>([
  ['$uuid', uuid],
  ['$guid', uuid],
  ['$timestamp', (words, { now }) => at(now(), words, (time) => String(Math.floor(time / 1000)))],
  ['$isoTimestamp', (words, { now }) => at(now(), words, (time) => new Date(time).toISOString())],
  ['$datetime', ([format, ...shift], { now }) => at(now(), shift, (time) => dateText(time, format, 0))],
  [
    '$localDatetime',
    ([format, ...shift], { now, localOffsetMinutes }) =>
      at(now(), shift, (time) => dateText(time, format, localOffsetMinutes(time))),
  ],
  ['$randomInt', ([from, to], { randomInt }) => randomBetween(Number(from), Number(to), randomInt)],
  ['$dotenv', ([name], { dotenv }) => (name === undefined ? undefined : dotenv(name))],
  ['$processEnv', ([name], { processEnv }) => (name === undefined ? undefined : processEnv(name))],
]);

function randomBetween(from: number, to: number, randomInt: DynamicSources['randomInt']): string | undefined {
  return Number.isSafeInteger(from) && Number.isSafeInteger(to) && from < to ? String(randomInt(from, to)) : undefined;
}

function dateText(time: number, format: string | undefined, offsetMinutes: number): string | undefined {
  return format === undefined ? undefined : formatDate(time, format.replaceAll(/^["']|["']$/g, ''), offsetMinutes);
}

/** `[n u]`: moved by an amount of time. */
function at<T>(now: number, [amount, unit = '']: readonly string[], use: (time: number) => T): T | undefined {
  const time = shiftedTime(now, amount, unit);
  return time === undefined ? undefined : use(time);
}

function shiftedTime(now: number, amount: string | undefined, unit: string): number | undefined {
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
