import { open, type FileHandle } from 'node:fs/promises';
import { rmSync } from 'node:fs';
import { AppError } from '../core/appError.ts';
import { MemoryBody, type Body } from '../core/http/body.ts';
import { FileBody } from './fileBody.ts';
import type { TemporaryFolder } from './temporaryFolder.ts';

/** More than this goes to a file. */
const memoryLimit = 10_000_000;

/** Takes a body as it comes: the first 10 MB stay in memory, the whole goes to a temporary file once it is larger. */
export class BodyCollector {
  readonly #folder: TemporaryFolder;
  readonly #limit: number;
  #chunks: Uint8Array[] = [];
  #file: { readonly path: string; readonly handle: FileHandle } | undefined;
  #sizeBytes = 0;

  /** `limit`: bytes. What is beyond is not kept. */
  constructor(folder: TemporaryFolder, limit: number) {
    this.#folder = folder;
    this.#limit = limit;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** False once the limit is reached: there is no use in reading on. */
  async add(chunk: Uint8Array): Promise<boolean> {
    const room = this.#limit - this.#sizeBytes;
    const kept = chunk.length > room ? chunk.subarray(0, room) : chunk;
    this.#sizeBytes += kept.length;
    this.#chunks.push(kept);
    if (this.#sizeBytes > memoryLimit) await this.#write();
    return kept === chunk;
  }

  async finish(charset: string | undefined): Promise<Body> {
    if (this.#file === undefined) return new MemoryBody(joined(this.#chunks), charset);
    await this.#file.handle.close();
    return new FileBody(this.#file.path, this.#sizeBytes, charset);
  }

  /** Instead of finish(). */
  async discard(): Promise<void> {
    this.#chunks = [];
    if (this.#file === undefined) return;
    await this.#file.handle.close();
    rmSync(this.#file.path, { force: true });
  }

  async #write(): Promise<void> {
    try {
      this.#file ??= await createFile(this.#folder.newFile());
      for (const chunk of this.#chunks) await this.#file.handle.writeFile(chunk);
      this.#chunks = [];
    } catch (cause) {
      throw new AppError('file', 'The response is large and there is no room for it on the disk. Make some.', {
        cause,
      });
    }
  }
}

async function createFile(path: string): Promise<{ readonly path: string; readonly handle: FileHandle }> {
  return { path, handle: await open(path, 'wx', 0o600) };
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const [only] = chunks;
  return chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks);
}
