import type { ErrorCode } from '../appError.ts';
import { isObject } from '../json.ts';
import { scales, type Mapping, type Scale } from '../portfolio/mapping.ts';
import type { RepairChoices } from '../portfolio/repairs.ts';

/** The operations of a job in the API: paths with `{external_id}` in them. A result is always read with GET. */
export interface JobPaths {
  readonly create: { readonly method: 'POST' | 'PUT'; readonly target: string };
  readonly result: { readonly target: string; readonly isInferred: boolean };
}

/** Stands in a path where the external id goes. */
export const externalIdMark = '{external_id}';

const jobStates = ['queued', 'submitting', 'waiting', 'ready', 'failed', 'timed-out', 'stopped'] as const;

/**
 * queued -> submitting (written down before the request leaves) -> waiting -> ready, failed, timed-out; stopped by the
 * user at any time, and resumed from where it was.
 */
export type JobState = (typeof jobStates)[number];

/** One analysis, as it is remembered. Holds no holdings and no secret. */
export interface AnalysisJob {
  readonly version: 1;
  readonly id: string;
  /** The API's own key of the job: letters, digits, dashes and underscores. */
  readonly externalId: string;
  /** What the user calls it. */
  readonly name: string;
  readonly accountId: string;
  readonly accountLabel: string;
  readonly origin: string;
  /** Where it is created and read, as it was when the job was made; absent: as the shipped description has it. */
  readonly paths?: JobPaths;
  /** The portfolio file; absent where the job was made elsewhere. */
  readonly source?: string;
  /** How the file is read and changed. */
  readonly mapping?: Mapping;
  readonly repairs?: RepairChoices;
  /** The batch that it belongs to. */
  readonly batch?: string;
  /** Of the request body: the same holdings give the same. */
  readonly bodyHash?: string;
  readonly state: JobState;
  /** Unix epoch milliseconds, as all times. */
  readonly createdAt: number;
  /** A request for it may have reached the API. */
  readonly mayExist?: boolean;
  /** When the API had it. */
  readonly submittedAt?: number;
  readonly finishedAt?: number;
  /** Questions for the result. */
  readonly attempts: number;
  readonly nextTryAt?: number;
  /** Why it failed, or waits. */
  readonly message?: string;
  /** Of the error that it failed with. */
  readonly errorCode?: ErrorCode;
  /** How many were sent. */
  readonly holdings?: number;
  /** How the portfolio was read that was sent. */
  readonly reading?: JobReading;
  readonly result?: ResultSummary;
}

export interface JobReading {
  readonly sheet: string;
  readonly scheme: string;
  readonly scale: Scale;
  /** Names of the columns. */
  readonly identifiers: string;
  readonly weights: string;
  /** Rows that were not sent. */
  readonly leftOut: number;
  /** Of the weights that were sent. */
  readonly sum: number;
}

export interface ResultSummary {
  /** As the API says it. */
  readonly holdingsMatched: string;
  readonly metrics: number;
}

export function isOpen({ state }: AnalysisJob): boolean {
  return state === 'queued' || state === 'submitting' || state === 'waiting';
}

type Check = (value: unknown) => boolean;

const latest = 8_640_000_000_000_000;
const isText: Check = (value) => typeof value === 'string';
const isFlag: Check = (value) => typeof value === 'boolean';
const isCount: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
/** A time can be shown as a date up to then. */
const isTime: Check = (value) => typeof value === 'number' && value >= 0 && value <= latest;
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const each =
  (checks: Readonly<Record<string, Check>>): Check =>
  (value) =>
    isObject(value) && Object.entries(checks).every(([key, check]) => check(value[key]));

const isTarget: Check = (value) => typeof value === 'string' && value.startsWith('/') && value.includes(externalIdMark);
const isPaths = each({
  create: each({ method: (value) => value === 'POST' || value === 'PUT', target: isTarget }),
  result: each({ target: isTarget, isInferred: isFlag }),
});

const isMapping = each({
  ...{ id: optional(isText), weight: optional(isText), weightsFrom: optional(isText), scheme: optional(isText) },
  ...{ sheet: optional(isText), splitBy: optional(isText), part: optional(isText), table: optional(isCount) },
  scale: optional((value) => scales.some((scale) => scale === value)),
  decimalMark: optional((value) => value === '.' || value === ','),
  hiddenRows: optional((value) => value === 'send' || value === 'leave out'),
});
const isRepairs = each({
  dropBadRows: optional(isFlag),
  mergeDuplicates: optional(isFlag),
  normaliseWeights: optional(isFlag),
});
const isReading = each({
  ...{ sheet: isText, scheme: isText, identifiers: isText, weights: isText, leftOut: isCount },
  scale: (value) => scales.some((scale) => scale === value),
  sum: (value) => typeof value === 'number',
});

/** Of every field that is used, so that one odd file does no harm to the rest. */
const isJob = each({
  version: (value) => value === 1,
  id: (value) => typeof value === 'string' && /^[\w-]{1,100}$/.test(value),
  externalId: (value) => typeof value === 'string' && isExternalId(value),
  name: isText,
  accountId: isText,
  accountLabel: isText,
  origin: (value) => typeof value === 'string' && URL.canParse(value) && new URL(value).origin === value,
  paths: optional(isPaths),
  source: optional(isText),
  mapping: optional(isMapping),
  repairs: optional(isRepairs),
  batch: optional(isText),
  bodyHash: optional(isText),
  state: (value) => jobStates.some((state) => state === value),
  createdAt: isTime,
  mayExist: optional(isFlag),
  submittedAt: optional(isTime),
  finishedAt: optional(isTime),
  attempts: isCount,
  nextTryAt: optional(isTime),
  message: optional(isText),
  holdings: optional(isCount),
  errorCode: optional(isText),
  reading: optional(isReading),
  result: optional(each({ holdingsMatched: isText, metrics: isCount })),
});

/** Undefined where a stored value is no job of this version, wholly. */
export function parseJob(value: unknown): AnalysisJob | undefined {
  return isJob(value) ? (value as AnalysisJob) : undefined;
}

const externalIdShape = /^[\w-]{1,100}$/;

export function isExternalId(text: string): boolean {
  return externalIdShape.test(text);
}

/** Readable and unique: the name of the portfolio, the day, and a random part. */
export function newExternalId(name: string, now: number, uuid: string): string {
  const readable = name
    .normalize('NFD')
    .replaceAll(/\p{Mn}/gu, '')
    .replaceAll(/[^\w-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 40);
  const day = new Date(now).toISOString().slice(0, 10).replaceAll('-', '');
  return `${readable === '' ? 'portfolio' : readable}-${day}-${uuid.replaceAll('-', '').slice(0, 8)}`;
}
