import type { ErrorCode } from '../appError.ts';
import type { Mapping, Scale } from '../portfolio/mapping.ts';
import type { RepairChoices } from '../portfolio/repairs.ts';

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

/** Undefined where a stored value is no job of this version. */
export function parseJob(value: unknown): AnalysisJob | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const job = value as Partial<AnalysisJob>;
  const texts = [job.id, job.externalId, job.name, job.accountId, job.accountLabel, job.origin];
  const isJob =
    job.version === 1 &&
    texts.every((text) => typeof text === 'string') &&
    jobStates.some((state) => state === job.state) &&
    typeof job.createdAt === 'number' &&
    typeof job.attempts === 'number';
  return isJob ? (job as AnalysisJob) : undefined;
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
