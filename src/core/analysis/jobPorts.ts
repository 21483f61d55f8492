import type { Clock } from '../clock.ts';
import type { Disposable } from '../event.ts';
import type { PollOptions } from '../http/poll.ts';
import type { Redactor } from '../http/redactor.ts';
import type { Transport } from '../http/transport.ts';
import type { AnalysisJob, JobPaths, JobReading, ResultSummary } from './analysisJob.ts';
import type { JobApi } from './jobApi.ts';

export interface JobBody {
  readonly body: string;
  readonly holdings: number;
  readonly reading?: JobReading;
}

export interface JobStore {
  /** Resolves once it is written down: a job is sent only after that. */
  readonly save: (job: AnalysisJob) => Promise<void>;
  /** Before the job is ready. */
  readonly saveResult: (job: AnalysisJob, text: string) => Promise<ResultSummary>;
  /** Of a job that another program may be working on; without, the whole job is saved. */
  readonly rename?: (job: AnalysisJob) => Promise<void>;
}

export interface Claim extends Disposable {
  /** The job as it is stored: another program may have brought it further than we know. */
  readonly stored?: AnalysisJob | undefined;
}

export interface JobPorts {
  readonly clock: Clock;
  readonly store: JobStore;
  /** Attaches the token of the job's account. */
  readonly transportOf: (job: AnalysisJob) => Promise<Transport>;
  readonly apiOf: (job: AnalysisJob) => Promise<JobApi>;
  /** What new jobs keep; rejects where they may not be made. */
  readonly newPaths?: () => Promise<JobPaths>;
  /** Read from the portfolio at the time it is sent, so that a batch holds none in memory. */
  readonly bodyOf: (job: AnalysisJob) => Promise<JobBody>;
  /** Undefined where another program works on it, until it is disposed. */
  readonly claim: (job: AnalysisJob) => Promise<Claim | undefined>;
  /** A message of the API may repeat what it was sent. */
  readonly redactor: Redactor;
  /** Jobs under way at the same time. */
  readonly concurrency: number;
  /** Asked for each job: a setting may have changed. */
  readonly poll: () => Pick<PollOptions, 'everyMs' | 'timeoutMs' | 'slowestMs'>;
}

/** As often as a public client asks at first, then less and less; for an hour. */
export const jobPollDefaults = { everyMs: 500, slowestMs: 30_000, timeoutMs: 3_600_000 };
