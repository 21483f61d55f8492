import { Worker } from 'node:worker_threads';
import { AppError } from '../core/appError.ts';
import type { Mapping } from '../core/portfolio/mapping.ts';
import { bodyOf, type HoldingsBody } from '../core/portfolio/holdingsBody.ts';
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
    const ended = new AbortController();
    const since = performance.now();
    worker.ref();
    try {
      const answer = new Promise<PortfolioAnswer>((resolve, reject) => {
        const fail = (error: Error): void => reject(toError(error, task.name, this.#limits));
        const exit = (): void => reject(tooMuch(task.name, this.#limits));
        const timer = setTimeout(() => reject(tooSlow(task.name, this.#limits)), this.#limits.timeMs);
        const receive = (message: PortfolioAnswer): void => {
          if (!('rows' in message)) resolve(message);
          else if (performance.now() - since >= silentMs) onProgress?.(message.rows);
        };
        worker.on('message', receive).on('error', fail).on('exit', exit);
        signal?.addEventListener('abort', () => reject(cancelled()), { signal: ended.signal });
        ended.signal.addEventListener('abort', () => {
          clearTimeout(timer);
          worker.off('message', receive).off('error', fail).off('exit', exit);
        });
      });
      worker.postMessage(task, transferred(task));
      return refuseError(await answer.catch((error: unknown) => this.#stopFor(error)));
    } finally {
      ended.abort();
      worker.unref();
    }
  }

  /** What it was asked may go on for long, or it is gone: the next question gets a new one. */
  #stopFor(error: unknown): never {
    this.#stop();
    throw error;
  }

  #start(): Worker {
    const worker = new Worker(new URL('./portfolioWorker.js', import.meta.url), {
      // A larger nursery: most of what reading makes is gone at once.
      resourceLimits: { maxOldGenerationSizeMb: this.#limits.memoryMb, maxYoungGenerationSizeMb: 64 },
    });
    return worker.on('error', () => undefined); // of interest only to the question that is open
  }

  #stop(): void {
    void this.#worker?.terminate();
    this.#worker = undefined;
  }
}

/** The request body of one portfolio, read in a thread that ends with it. Rejects with 'file' where it cannot be sent. */
export async function readHoldingsBody(
  bytes: Uint8Array,
  name: string,
  mapping: Mapping,
  choices: RepairChoices = {},
): Promise<HoldingsBody> {
  const reader = new PortfolioReader();
  try {
    const own = new Uint8Array(bytes); // the caller's stay the caller's
    return bodyOf(name, await reader.reports({ bytes: own }, { name, mapping, choices, wants: 'bodies' }));
  } finally {
    reader.dispose();
  }
}

function transferred({ bytes }: PortfolioTask): readonly ArrayBuffer[] {
  const isWhole = bytes !== undefined && bytes.byteLength === bytes.buffer.byteLength;
  return isWhole && bytes.buffer instanceof ArrayBuffer ? [bytes.buffer] : [];
}

function refuseError(answer: PortfolioAnswer): PortfolioAnswer {
  if (!('error' in answer)) return answer;
  const { code, message } = answer.error;
  throw code === undefined ? new Error(message) : new AppError(code, message);
}

function cancelled(): AppError {
  return new AppError('cancelled', 'Reading was stopped.');
}

function tooSlow(name: string, { timeMs }: ReaderLimits): AppError {
  const seconds = Math.round(timeMs / 1000);
  const message = `${name} takes more than ${seconds} s to read, and was left. Split it, or save the sheet as CSV.`;
  return new AppError('file', message);
}

function tooMuch(name: string, { memoryMb }: ReaderLimits, cause?: unknown): AppError {
  const message = `${name} needs more memory than reading is given, ${memoryMb} MB. Split it, or save the sheet as CSV.`;
  return new AppError('file', message, { cause });
}

/** An error of the thread itself. */
function toError(error: Error, name: string, limits: ReaderLimits): Error {
  return 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooMuch(name, limits, error) : error;
}
