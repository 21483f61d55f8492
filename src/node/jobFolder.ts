import { createHash } from 'node:crypto';
import { utimesSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isOpen, parseJob, type AnalysisJob } from '../core/analysis/analysisJob.ts';
import type { Claim } from '../core/analysis/jobPorts.ts';
import { AppError } from '../core/appError.ts';
import type { Disposable } from '../core/event.ts';
import { parseJson } from '../core/json.ts';
import { atomicWrite } from './atomicWrite.ts';
import { isAlive } from './processes.ts';
import { watchFolder } from './watchFolder.ts';

const jobFile = /^([\w-]+)\.json$/;
const watchDelayMs = 100;
/** A claim whose owner has not said so for this long is free. */
const staleMs = 15_000;
const beatMs = 5000;

/**
 * Jobs and their results, a file each, so that windows share them and none can lose another's. Private to the user. A
 * claim on a job is a file with a rising number: whoever creates the next one, alone, has it.
 */
export class JobFolder {
  readonly #path: string;
  /** What we wrote last, by job: its echo is no news. */
  readonly #own = new Map<string, string>();
  /** Whose file was there. */
  readonly #seen = new Set<string>();

  constructor(path: string) {
    this.#path = path;
  }

  /** Those of the ids, else all; what is no job is left out. */
  async read(ids?: readonly string[]): Promise<readonly AnalysisJob[]> {
    const names = ids ?? (await this.#names()).flatMap((name) => jobFile.exec(name)?.[1] ?? []);
    const jobs = await Promise.all(names.map((id) => this.#readJob(id)));
    return jobs.filter((job) => job !== undefined);
  }

  /**
   * All but the name, which whoever renames it writes. Rejects with 'cancelled' where another window has removed it: it
   * does not come back.
   */
  async save(job: AnalysisJob): Promise<void> {
    const stored = await this.#readJob(job.id);
    if (stored === undefined && this.#seen.has(job.id) && !(await this.has(job.id)))
      throw new AppError('cancelled', 'The analysis was removed.');
    if (stored?.state === 'stopped' && isOpen(job) && this.#isOpenHere(job.id)) return; // elsewhere, which we will hear
    await this.#saveWhole({ ...job, name: stored?.name ?? job.name });
  }

  /** Whatever else another window has written of the job stays. */
  async rename(job: AnalysisJob): Promise<void> {
    await this.#saveWhole({ ...((await this.#readJob(job.id)) ?? job), name: job.name });
  }

  /** As we wrote it last. */
  #isOpenHere(id: string): boolean {
    const own = parseJob(parseJson(this.#own.get(id) ?? ''));
    return own !== undefined && isOpen(own);
  }

  async #saveWhole(job: AnalysisJob): Promise<void> {
    const text = JSON.stringify(job);
    if (this.#own.get(job.id) === text) return;
    this.#own.set(job.id, text); // before: its echo may come at once
    try {
      await this.#write(`${job.id}.json`, text);
      this.#seen.add(job.id);
    } catch (error) {
      this.#own.delete(job.id);
      throw error;
    }
  }

  async saveResult(id: string, text: string): Promise<void> {
    await this.#write(`${id}.result`, text);
  }

  /** Undefined where there is none. */
  async readResult(id: string): Promise<string | undefined> {
    return this.#text(`${id}.result`);
  }

  /** The job, its result, its claims. */
  async remove(id: string): Promise<void> {
    this.#own.delete(id);
    this.#seen.delete(id);
    const own = (await this.#names()).filter((name) => name.startsWith(`${id}.`));
    await Promise.all(own.map((name) => rm(join(this.#path, name), { force: true })));
  }

  /** Undefined where another window has the job. Given back when it is disposed, or its process is gone. */
  async claim(id: string): Promise<Claim | undefined> {
    const claims = (await this.#names()).filter((name) => name.startsWith(`${id}.claim-`));
    const last = Math.max(0, ...claims.map((name) => Number(name.slice(name.lastIndexOf('-') + 1))));
    if (last > 0 && (await this.#isHeld(`${id}.claim-${last}`))) return undefined;
    const path = join(this.#path, `${id}.claim-${last + 1}`);
    try {
      await writeFile(path, String(process.pid), { flag: 'wx', mode: 0o600 });
    } catch {
      return undefined; // another one was faster
    }
    await Promise.all(claims.map((name) => rm(join(this.#path, name), { force: true }).catch(() => undefined)));
    const beat = setInterval(() => void utimes(path, new Date(), new Date()).catch(() => undefined), beatMs);
    return {
      stored: await this.#readJob(id),
      dispose: () => {
        clearInterval(beat);
        release(path);
      },
    };
  }

  /** Tells of jobs that other windows changed: their ids. */
  async watch(onDidChange: (ids: readonly string[]) => void): Promise<Disposable> {
    await mkdir(this.#path, { recursive: true, mode: 0o700 });
    const changed = new Set<string>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const watcher = watchFolder(this.#path, (name) => {
      const id = name === null ? undefined : jobFile.exec(name)?.[1];
      if (id === undefined) return;
      changed.add(id);
      timer ??= setTimeout(() => {
        timer = undefined;
        const ids = [...changed];
        changed.clear();
        onDidChange(ids);
      }, watchDelayMs);
    });
    return {
      dispose: () => {
        clearTimeout(timer);
        watcher.dispose();
      },
    };
  }

  /** False only where it is certain that there is no such job. */
  async has(id: string): Promise<boolean> {
    try {
      await stat(join(this.#path, `${id}.json`));
      return true;
    } catch (error) {
      return !(error instanceof Error && 'code' in error && error.code === 'ENOENT');
    }
  }

  /** Whether the file holds what we wrote. */
  isOwn(job: AnalysisJob): boolean {
    return this.#own.get(job.id) === JSON.stringify(job);
  }

  async #names(): Promise<readonly string[]> {
    try {
      return await readdir(this.#path);
    } catch {
      return []; // nothing was stored yet
    }
  }

  async #readJob(id: string): Promise<AnalysisJob | undefined> {
    const text = await this.#text(`${id}.json`);
    const job = text === undefined ? undefined : parseJob(parseJson(text));
    if (job?.id !== id) return undefined; // no job, or that of another file: it stays as it is
    this.#seen.add(id);
    return job;
  }

  async #text(name: string): Promise<string | undefined> {
    try {
      return await readFile(join(this.#path, name), 'utf8');
    } catch {
      return undefined;
    }
  }

  /** Whole or not at all. */
  async #write(name: string, text: string): Promise<void> {
    try {
      await mkdir(this.#path, { recursive: true, mode: 0o700 });
      await atomicWrite(join(this.#path, name), text, { mode: 0o600, sync: true });
    } catch (cause) {
      throw new AppError('file', 'The analysis cannot be written down. Check the disk and its permissions.', { cause });
    }
  }

  async #isHeld(name: string): Promise<boolean> {
    try {
      const { mtimeMs } = await stat(join(this.#path, name));
      return Date.now() - mtimeMs < staleMs && isAlive(Number(await this.#text(name)));
    } catch {
      return false;
    }
  }
}

/** At once, as the program may end with it; the number stays, so that no two claims ever share one. */
function release(path: string): void {
  try {
    utimesSync(path, 0, 0);
  } catch {
    // The job was removed.
  }
}

/** The same holdings give the same. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
