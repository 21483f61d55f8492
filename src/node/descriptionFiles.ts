import { readFile, stat } from 'node:fs/promises';
import type { Worker } from 'node:worker_threads';
import type { ApiDescription } from '../core/api/apiDescription.ts';
import { unpackDescription } from '../core/api/packedDescription.ts';
import { AppError } from '../core/appError.ts';
import { DescriptionCache } from './descriptionCache.ts';

/** A description by its path, or by its text where it is no file of this machine. */
export interface DescriptionSource {
  /** For messages. */
  readonly name: string;
  readonly path?: string;
  readonly text?: string;
}

export interface DescriptionJob extends DescriptionSource {
  /** The folder of the cache. */
  readonly cache: string;
}

export type PackedAnswer =
  | { readonly bytes: Uint8Array; readonly problem?: undefined }
  | { readonly bytes?: undefined; readonly problem: string };

/**
 * API descriptions, parsed in a thread of their own and kept by their content in a folder that the windows share. The
 * calling thread reads bytes, and parses what it is asked for.
 */
export class DescriptionFiles {
  readonly #folder: string;
  readonly #cache: DescriptionCache;
  readonly #threads = new Set<Promise<void>>();

  /** Of the cache. */
  constructor(folder: string) {
    this.#folder = folder;
    this.#cache = new DescriptionCache(folder);
  }

  /** Rejects with 'description-invalid', and with what Node says of a file that cannot be read. */
  async read(source: DescriptionSource): Promise<ApiDescription> {
    const { path, text = '' } = source;
    const sizeBytes = path === undefined ? Buffer.byteLength(text) : (await stat(path)).size;
    if (await this.#cache.mayHold(sizeBytes)) {
      const content = path === undefined ? Buffer.from(text) : await readFile(path);
      const kept = await this.#cache.read(content, path);
      if (kept !== undefined) return kept;
    }
    const { bytes, problem } = await this.#parse(source);
    if (bytes === undefined) throw new AppError('description-invalid', problem);
    return unpackDescription(bytes);
  }

  /** Resolves when everything that was read is kept. */
  async whenKept(): Promise<void> {
    await Promise.all(this.#threads);
  }

  /** The thread ends by itself, and what it needed is free again. */
  async #parse(source: DescriptionSource): Promise<PackedAnswer> {
    const { Worker } = await import('node:worker_threads');
    const workerData: DescriptionJob = { ...source, cache: this.#folder };
    const url = new URL('./descriptionWorker.js', import.meta.url);
    const worker = new Worker(url, { workerData, resourceLimits });
    const end = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    this.#threads.add(end);
    void end.then(() => this.#threads.delete(end));
    return answerOf(worker, source.name);
  }
}

/** A description that needs more than this is none that a person works with. */
const resourceLimits = { maxOldGenerationSizeMb: 2000 };

function answerOf(worker: Worker, name: string): Promise<PackedAnswer> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', (error) => {
      const isTooLarge = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      reject(isTooLarge ? new AppError('description-invalid', `${name} is too large to be read.`) : error);
    });
  });
}
