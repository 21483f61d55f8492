import { open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import { parseJob, type AnalysisJob } from '../core/analysis/analysisJob.ts';
import { AppError } from '../core/appError.ts';
import { isObject, parseJson, parseJsonObject } from '../core/json.ts';
import { atomicWrite } from './atomicWrite.ts';
import { readRegularFile } from './regularFile.ts';
import { RunLock } from './runLock.ts';

const format = 'matter-journal';
const version = 2;
const privateMode = 0o600;
const journalLimitBytes = 512 * 1024 * 1024;

/**
 * The jobs of a batch. The plan, every job with its external id, is written whole before anything is sent; then one line
 * a change of state. Each line has its number and a checksum: what is damaged is told, never taken for less work done.
 */
export class Journal {
  readonly #path: string;
  readonly #lock: RunLock;
  readonly #states = new Map<string, string>();
  #file: FileHandle | undefined;
  #lines = 0;
  /** One after the other, as their numbers say. */
  #writes: Promise<void> = Promise.resolve();

  /** Of the run that is continued; empty for a new one. */
  readonly jobs: readonly AnalysisJob[];

  private constructor(path: string, lock: RunLock, jobs: readonly AnalysisJob[]) {
    this.#path = path;
    this.#lock = lock;
    this.jobs = jobs;
  }

  /**
   * Rejects with 'usage' where an earlier run is there that is not to be continued, where there is none to continue, and
   * where one is under way; with 'file' where the journal is damaged.
   */
  static async open(path: string, continues: boolean): Promise<Journal> {
    const lock = await RunLock.acquire(`${path}.lock`);
    try {
      const text = await textOf(path);
      refuse(dirname(path), text !== undefined, continues);
      return new Journal(path, lock, text === undefined ? [] : readJournal(text, path).map(doubted));
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  /** Writes the plan: all jobs of the run, those of an earlier one as they were left. */
  async begin(jobs: readonly AnalysisJob[]): Promise<void> {
    const head = JSON.stringify({ format, version, jobs: jobs.length });
    const lines = jobs.map((job) => this.#line(job));
    await atomicWrite(this.#path, [head, ...lines, ''].join('\n'), { mode: privateMode, sync: true });
    for (const { id, state } of jobs) this.#states.set(id, state);
    this.#file = await open(this.#path, 'a');
  }

  /**
   * On the disk before it resolves. Progress within a state is not kept. Rejects where another program has taken over:
   * a job is sent only after that.
   */
  save(job: AnalysisJob): Promise<void> {
    const write = this.#writes.then(() => this.#append(job));
    // What could not be written may stand there in part: no line may follow it, so nothing more is sent.
    this.#writes = write.catch(() => write);
    return write;
  }

  async #append(job: AnalysisJob): Promise<void> {
    if (this.#states.get(job.id) === job.state || this.#file === undefined) return;
    await this.#lock.refuseIfLost();
    try {
      await this.#file.appendFile(`${this.#line(job)}\n`);
      await this.#file.datasync();
    } catch (cause) {
      throw new AppError('file', `${this.#path} cannot be written. Check the disk, then go on with --resume.`, {
        cause,
      });
    }
    this.#states.set(job.id, job.state);
  }

  async close(): Promise<void> {
    await this.#writes.catch(() => undefined);
    await this.#file?.close();
    await this.#lock.release();
  }

  #line(job: AnalysisJob): string {
    const number = ++this.#lines;
    const text = JSON.stringify(job);
    return JSON.stringify({ number, check: checksum(number, text), job });
  }
}

/** Lines at the end may be lost: before a job of an earlier run is sent, the API is asked whether it has it. */
function doubted(job: AnalysisJob): AnalysisJob {
  return job.submittedAt === undefined ? { ...job, mayExist: true } : job;
}

function checksum(number: number, text: string): number {
  return crc32(`${number} ${text}`);
}

function refuse(folder: string, isThere: boolean, continues: boolean): void {
  if (isThere && !continues)
    throw new AppError('usage', `${folder} holds an earlier run. Continue it with --resume, or choose another folder.`);
  if (!isThere && continues)
    throw new AppError('usage', `There is no run to continue in ${folder}. Leave out --resume to begin one.`);
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return Buffer.from(await readRegularFile(path, journalLimitBytes)).toString('utf8');
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The last line of each job counts. Only what follows the last line end may be broken: a crash cut it short. */
function readJournal(text: string, path: string): readonly AnalysisJob[] {
  const [head = '', ...rest] = text.split('\n');
  const planned = plannedJobs(head);
  if (planned === undefined) throw damaged(path, 1);
  const jobs = new Map<string, AnalysisJob>();
  let read = 0;
  for (const [index, line] of rest.entries()) {
    if (line === '') continue;
    const job = readLine(line, read + 1);
    if (job !== undefined) jobs.set(job.id, job);
    else if (read < planned || index < rest.length - 1) throw damaged(path, index + 2);
    if (job !== undefined) read++;
  }
  if (read < planned) throw damaged(path, rest.length + 1);
  return [...jobs.values()];
}

function plannedJobs(head: string): number | undefined {
  const fields = parseJsonObject(head);
  const isOurs = fields?.['format'] === format && fields['version'] === version;
  return isOurs && typeof fields['jobs'] === 'number' ? fields['jobs'] : undefined;
}

function readLine(line: string, expected: number): AnalysisJob | undefined {
  const record = parseJson(line);
  if (!isObject(record) || record['number'] !== expected) return undefined;
  const isWhole = record['check'] === checksum(expected, JSON.stringify(record['job']));
  return isWhole ? parseJob(record['job']) : undefined;
}

function damaged(path: string, line: number): AppError {
  return new AppError(
    'file',
    `${path}:${line}: the journal of this run is damaged, so nobody knows what was sent. Nothing was sent now. Restore the file, or begin anew in another folder: portfolios that the API has would be sent again.`,
  );
}
