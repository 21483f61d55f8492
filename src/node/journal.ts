import { link, mkdir, open, readFile, rm, writeFile, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parseJob, type AnalysisJob } from '../core/analysis/analysisJob.ts';
import { AppError } from '../core/appError.ts';
import { parseJson } from '../core/json.ts';
import { isAlive } from './processes.ts';

/** The jobs of a batch, one line for each change of state: what a crash leaves is read again. */
export class Journal {
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #states = new Map<string, string>();

  private constructor(path: string, file: FileHandle) {
    this.#path = path;
    this.#file = file;
  }

  /** Rejects with 'usage' where an earlier run is there that is not to be continued, and where one is under way. */
  static async open(path: string, continues: boolean): Promise<{ journal: Journal; jobs: readonly AnalysisJob[] }> {
    await mkdir(dirname(path), { recursive: true });
    await lock(`${path}.lock`);
    const text = await readIfThere(path);
    if (text !== '' && !continues) {
      await rm(`${path}.lock`, { force: true });
      const folder = dirname(path);
      throw new AppError(
        'usage',
        `${folder} holds an earlier run. Continue it with --resume, or choose another folder.`,
      );
    }
    const file = await open(path, 'a');
    if (text !== '' && !text.endsWith('\n')) await file.write('\n'); // a crash cut the last line short
    const journal = new Journal(path, file);
    return { journal, jobs: journal.#read(text) };
  }

  /** Written through to the disk before it resolves. Progress within a state is not kept. */
  async save(...jobs: readonly AnalysisJob[]): Promise<void> {
    const changed = jobs.filter(({ id, state }) => this.#states.get(id) !== state);
    if (changed.length === 0) return;
    // An empty line before, so that none swallows the next where it could not be written whole.
    await this.#file.appendFile(changed.map((job) => `\n${JSON.stringify(job)}\n`).join(''));
    await this.#file.datasync();
    for (const { id, state } of changed) this.#states.set(id, state);
  }

  async close(): Promise<void> {
    await this.#file.close();
    await rm(`${this.#path}.lock`, { force: true });
  }

  /** The last line of each job counts; a line that was cut short never does. */
  #read(text: string): readonly AnalysisJob[] {
    const jobs = new Map<string, AnalysisJob>();
    for (const line of text.split('\n')) {
      const job = parseJob(parseJson(line));
      if (job === undefined) continue;
      jobs.set(job.id, job);
      this.#states.set(job.id, job.state);
    }
    return [...jobs.values()];
  }
}

async function readIfThere(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return '';
  }
}

/** One program at a time; what a crashed one left behind is taken over. Linked, so that it is never there half written. */
async function lock(path: string): Promise<void> {
  const own = `${path}.${process.pid}`;
  await writeFile(own, String(process.pid));
  try {
    for (let attempt = 0; attempt < 3; attempt++) {
      if (await linked(own, path)) return;
      const owner = Number(await readIfThere(path));
      if (owner !== process.pid && isAlive(owner))
        throw new AppError(
          'usage',
          `Another "matter analyse" (process ${owner}) works in ${dirname(path)}. Wait for it, or choose another folder.`,
        );
      await rm(path, { force: true });
    }
  } finally {
    await rm(own, { force: true });
  }
  throw new AppError('file', `${path} cannot be written. Check the folder and its permissions.`);
}

async function linked(own: string, path: string): Promise<boolean> {
  try {
    await link(own, path);
    return true;
  } catch {
    return false;
  }
}
