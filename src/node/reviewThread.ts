import { Worker } from 'node:worker_threads';
import { AppError } from '../core/appError.ts';
import { readerLimits, type ReaderLimits } from './portfolioReader.ts';
import type { ReviewAnswer, ReviewCalls, ReviewSource, ReviewTask } from './reviewTask.ts';

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  readonly timer: NodeJS.Timeout;
  readonly onRows: ((rows: number) => void) | undefined;
}

/**
 * A file under review, in a thread of its own: reading it, and reading it anew for another mapping, blocks nobody. What
 * goes beyond the limits of memory or time ends the thread, and each call with a sentence ('file').
 */
export class ReviewThread {
  readonly #name: string;
  readonly #limits: ReaderLimits;
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  #count = 0;
  #ended: Error | undefined;

  /** `name` is how messages call the file. */
  constructor(name: string, limits: ReaderLimits = readerLimits) {
    this.#name = name;
    this.#limits = limits;
    this.#worker = new Worker(new URL('./reviewWorker.js', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: limits.memoryMb },
    });
    this.#worker.on('message', (answer: ReviewAnswer) => {
      this.#onAnswer(answer);
    });
    this.#worker.on('error', (error) => {
      this.#end(toError(error, name, limits));
    });
    this.#worker.on('exit', () => {
      this.#end(new AppError('cancelled', 'Reading was stopped.'));
    });
    this.#worker.unref();
  }

  /** Rejects with 'file' where it is no table. `onRows`: how many are read by now. */
  async open(source: ReviewSource, onRows?: (rows: number) => void): Promise<void> {
    const transferred = 'bytes' in source && isWhole(source.bytes) ? [source.bytes.buffer] : [];
    await this.#post('open', [source, this.#name], transferred, onRows);
  }

  ask<Call extends Exclude<keyof ReviewCalls, 'open'>>(
    call: Call,
    ...args: Parameters<ReviewCalls[Call]>
  ): Promise<Awaited<ReturnType<ReviewCalls[Call]>>> {
    return this.#post(call, args, []) as Promise<Awaited<ReturnType<ReviewCalls[Call]>>>;
  }

  dispose(): void {
    this.#end(new AppError('cancelled', 'Reading was stopped.'));
  }

  #post(
    call: keyof ReviewCalls,
    args: readonly unknown[],
    transferred: readonly ArrayBuffer[],
    onRows?: (rows: number) => void,
  ): Promise<unknown> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    const id = ++this.#count;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#end(new AppError('file', tooSlow(this.#name, this.#limits)));
      }, this.#limits.timeMs);
      this.#pending.set(id, { resolve, reject, timer, onRows });
      const task: ReviewTask = { id, call, args };
      this.#worker.postMessage(task, transferred);
    });
  }

  #onAnswer(answer: ReviewAnswer): void {
    const pending = this.#pending.get(answer.id);
    if (pending === undefined) return;
    if ('rows' in answer) {
      pending.onRows?.(answer.rows);
      return;
    }
    clearTimeout(pending.timer);
    this.#pending.delete(answer.id);
    if ('value' in answer) pending.resolve(answer.value);
    else pending.reject(errorOf(answer.error));
  }

  #end(error: Error): void {
    if (this.#ended !== undefined) return;
    this.#ended = error;
    for (const { reject, timer } of this.#pending.values()) {
      clearTimeout(timer);
      reject(error);
    }
    this.#pending.clear();
    // Nobody waits for its end, and nothing that happens after it is of interest.
    this.#worker.removeAllListeners();
    this.#worker.on('error', () => undefined);
    void this.#worker.terminate();
  }
}

function isWhole(bytes: Uint8Array): boolean {
  return bytes.byteLength === bytes.buffer.byteLength;
}

function errorOf({ code, message }: Extract<ReviewAnswer, { error: unknown }>['error']): Error {
  return code === undefined ? new Error(message) : new AppError(code, message);
}

function tooSlow(name: string, { timeMs }: ReaderLimits): string {
  return `${name} takes more than ${Math.round(timeMs / 1000)} s to read, and was left. Split it, or save the sheet as CSV.`;
}

/** An error of the thread itself: it has no more memory, or it is gone. */
function toError(error: Error, name: string, { memoryMb }: ReaderLimits): Error {
  const isFull = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  if (!isFull) return error;
  const message = `${name} needs more memory than reading is given, ${memoryMb} MB. Split it, or save the sheet as CSV.`;
  return new AppError('file', message, { cause: error });
}
