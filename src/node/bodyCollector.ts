import { createWriteStream, rmSync, type WriteStream } from 'node:fs';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { AppError } from '../core/appError.ts';
import { MemoryBody, type Body } from '../core/http/body.ts';
import { FileBody } from './fileBody.ts';
import { queryBytes } from './queryThread.ts';
import type { TemporaryFolder } from './temporaryFolder.ts';

/** Bytes. */
export interface BodyLimits {
  /** What is beyond is not kept. */
  readonly total: number;
  /** A larger body goes to a file. */
  readonly memory: number;
}

const memoryLimit = 10_000_000;
/** Of a body that is looked at. */
export const shownLimits: BodyLimits = { total: 512_000_000, memory: memoryLimit };
/** Of one that goes to a file of the user's anyway. */
export const savedLimits: BodyLimits = { total: Infinity, memory: 256_000 };
/** Of one that was compressed (docs/security-model.md, 2.1). */
export const decodedLimits: BodyLimits = { total: 100_000_000, memory: memoryLimit };

/** Takes a body as it comes: a small one stays in memory, a larger one goes to a temporary file as a whole. */
export class BodyCollector {
  readonly #folder: TemporaryFolder;
  readonly #limits: BodyLimits;
  #chunks: Uint8Array[] = [];
  #file: WriteStream | undefined;
  #sizeBytes = 0;

  constructor(folder: TemporaryFolder, limits: BodyLimits) {
    this.#folder = folder;
    this.#limits = limits;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** False once the limit is reached: there is no use in reading on. */
  async add(chunk: Uint8Array): Promise<boolean> {
    const room = this.#limits.total - this.#sizeBytes;
    const kept = chunk.length > room ? chunk.subarray(0, room) : chunk;
    this.#sizeBytes += kept.length;
    if (this.#sizeBytes <= this.#limits.memory) this.#chunks.push(kept);
    else await this.#write(kept);
    return kept === chunk;
  }

  async finish(charset: string | undefined): Promise<Body> {
    const file = this.#file;
    if (file === undefined) return new MemoryBody(joined(this.#chunks), charset, queryBytes);
    await onDisk(async () => {
      file.end();
      await finished(file);
    });
    return new FileBody(String(file.path), this.#sizeBytes, charset);
  }

  /** Instead of finish(). */
  async discard(): Promise<void> {
    this.#chunks = [];
    if (this.#file === undefined) return;
    this.#file.destroy();
    const file = this.#file;
    // Not `once`: what was still to be written is an error of the stream, and of nobody else.
    if (!file.closed)
      await new Promise<void>((resolve) => {
        file.once('close', () => {
          resolve();
        });
      });
    rmSync(file.path, { force: true });
  }

  /** While the disk takes a part, the network brings the next. */
  #write(chunk: Uint8Array): Promise<void> {
    return onDisk(async () => {
      this.#file ??= this.#open();
      if (this.#file.errored !== null) throw this.#file.errored;
      if (!this.#file.write(chunk)) await once(this.#file, 'drain');
    });
  }

  #open(): WriteStream {
    const file = createWriteStream(this.#folder.newFile(), { flags: 'wx', mode: 0o600 });
    file.on('error', () => undefined); // told by the next write, or by the end
    for (const chunk of this.#chunks.splice(0)) file.write(chunk);
    return file;
  }
}

async function onDisk(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    throw new AppError('file', 'The response is large and there is no room for it on the disk. Make some.', { cause });
  }
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const [only] = chunks;
  return chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks);
}
