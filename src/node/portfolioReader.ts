import { Worker } from 'node:worker_threads';
import { AppError } from '../core/appError.ts';
import type { Mapping } from '../core/portfolio/mapping.ts';
import type { PortfolioReport } from '../core/portfolio/portfolioReport.ts';
import type { RepairChoices } from '../core/portfolio/repairs.ts';
import type { Workbook } from '../core/portfolio/workbook.ts';
import type { PortfolioAnswer, PortfolioTask } from './portfolioTask.ts';

/** By its path, or its bytes where it is no file of this computer. They are handed over, not copied. */
export type PortfolioSource = { readonly path: string } | { readonly bytes: Uint8Array<ArrayBuffer> };

export interface ReadOptions {
  readonly signal?: AbortSignal | undefined;
  /** How many rows are read, from 300 ms on. */
  readonly onProgress?: ((rows: number) => void) | undefined;
}

export interface ReaderLimits {
  readonly memoryMb: number;
  readonly timeMs: number;
}

export const readerLimits: ReaderLimits = { memoryMb: 448, timeMs: 60_000 };
const silentMs = 300;

/**
 * Reads portfolios in a thread of its own, one after the other: neither a large file nor a bomb holds up who asks, and
 * what goes beyond the limits of memory or time ends in a sentence. Disposed by whoever makes it.
 */
export class PortfolioReader {
  readonly #limits: ReaderLimits;
  #worker: Worker | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(limits: ReaderLimits = readerLimits) {
    this.#limits = limits;
  }

  /** The cells of a file. Rejects with 'file' where it is no table, or beyond the limits; with 'cancelled'. */
  async workbook(source: PortfolioSource, name: string, options: ReadOptions = {}): Promise<Workbook> {
    const answer = await this.#ask({ ...source, name, mapping: {}, choices: {}, wants: 'workbook' }, options);
    if ('workbook' in answer) return answer.workbook;
    throw new Error('The thread gave another answer.');
  }

  /** What would be sent of a file, for each of its portfolios; `wants`: with the request bodies. */
  async reports(
    source: PortfolioSource,
    task: {
      readonly name: string;
      readonly mapping: Mapping;
      readonly choices: RepairChoices;
      readonly wants: 'reports' | 'bodies';
    },
    options: ReadOptions = {},
  ): Promise<readonly PortfolioReport[]> {
    const answer = await this.#ask({ ...source, ...task }, options);
    if ('reports' in answer) return answer.reports;
    throw new Error('The thread gave another answer.');
  }

  dispose(): void {
    this.#stop();
  }

  /** One after the other: what waits takes no memory, and each has its own time. */
  #ask(task: PortfolioTask, options: ReadOptions): Promise<PortfolioAnswer> {
    const turn = this.#last.then(() => this.#run(task, options));
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #run(task: PortfolioTask, { signal, onProgress }: ReadOptions): Promise<PortfolioAnswer> {
    if (signal?.aborted === true) throw cancelled();
    const worker = (this.#worker ??= this.#start());
    const own = new AbortController();
    const since = performance.now();
    try {
      return await new Promise<PortfolioAnswer>((resolve, reject) => {
        const fail = (error: unknown): void => {
          this.#stop();
          reject(toError(error, task.name, this.#limits));
        };
        const timer = setTimeout(() => fail(new AppError('file', tooSlow(task.name, this.#limits))), this.#limits.timeMs);
        own.signal.addEventListener('abort', () => {
          clearTimeout(timer);
        });
        signal?.addEventListener('abort', () => fail(cancelled()), { signal: own.signal });
        const onMessage = (answer: PortfolioAnswer): void => {
          if (!('rows' in answer)) resolve(answer);
          else if (performance.now() - since >= silentMs) onProgress?.(answer.rows);
        };
        worker.on('message', onMessage).once('error', fail).once('exit', fail);
        own.signal.addEventListener('abort', () => {
          worker.off('message', onMessage).off('error', fail).off('exit', fail);
        });
        worker.ref();
        worker.postMessage(task, transferred(task));
      }).then(refuseError);
    } finally {
      own.abort();
      this.#worker?.unref();
    }
  }

  #start(): Worker {
    return new Worker(new URL('./portfolioWorker.js', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: this.#limits.memoryMb },
    });
  }

  #stop(): void {
    // Nobody waits for its end, and nothing that happens after it is of interest.
    this.#worker?.removeAllListeners();
    this.#worker?.on('error', () => undefined);
    void this.#worker?.terminate();
    this.#worker = undefined;
  }
}

function transferred({ bytes }: PortfolioTask): ArrayBuffer[] {
  return bytes?.buffer instanceof ArrayBuffer && bytes.byteLength === bytes.buffer.byteLength ? [bytes.buffer] : [];
}

function refuseError(answer: PortfolioAnswer): PortfolioAnswer {
  if (!('error' in answer)) return answer;
  const { code, message } = answer.error;
  throw code === undefined ? new Error(message) : new AppError(code, message);
}

function cancelled(): AppError {
  return new AppError('cancelled', 'Reading was stopped.');
}

function tooSlow(name: string, { timeMs }: ReaderLimits): string {
  return `${name} takes more than ${Math.round(timeMs / 1000)} s to read, and was left. Split it, or save the sheet as CSV.`;
}

/** An error of the thread itself: it has no more memory, or it is gone. */
function toError(error: unknown, name: string, { memoryMb }: ReaderLimits): unknown {
  if (error instanceof AppError) return error;
  const isFull = error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  if (!isFull && error instanceof Error) return error;
  const message = `${name} needs more memory than reading is given, ${memoryMb} MB. Split it, or save the sheet as CSV.`;
  return new AppError('file', message, { cause: error });
}
