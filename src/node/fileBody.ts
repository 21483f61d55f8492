import { createReadStream, rmSync } from 'node:fs';
import { chmod, copyFile, open, readFile, rename } from 'node:fs/promises';
import { AppError } from '../core/appError.ts';
import { decodeText } from '../core/charset.ts';
import type { Body } from '../core/http/body.ts';
import { queryInThread } from './queryThread.ts';

/** V8 holds no longer text. */
const textLimit = 500_000_000;

/** A body in a temporary file: too large for memory. */
export class FileBody implements Body {
  readonly bytes = undefined;
  readonly sizeBytes: number;
  readonly #charset: string | undefined;
  #path: string;
  #isTemporary = true;

  constructor(path: string, sizeBytes: number, charset: string | undefined) {
    this.#path = path;
    this.sizeBytes = sizeBytes;
    this.#charset = charset;
  }

  get path(): string {
    return this.#path;
  }

  chunks(): AsyncIterable<Uint8Array> {
    return createReadStream(this.#path) as AsyncIterable<Uint8Array>;
  }

  async head(limit: number): Promise<Uint8Array> {
    const file = await open(this.#path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.min(limit, this.sizeBytes)));
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  }

  async text(): Promise<string> {
    if (this.sizeBytes > textLimit)
      throw new AppError('too-large', 'The body is too large to be read as text. Save it to a file instead.');
    return decodeText(await readFile(this.#path), this.#charset);
  }

  query(path: string): Promise<readonly unknown[]> {
    return queryInThread({ file: this.#path, sizeBytes: this.sizeBytes, charset: this.#charset }, path);
  }

  /** To the place that the user named; from then on it is the user's file. Rejects with EEXIST where one must not be. */
  async moveTo(target: string, mustBeNew: boolean): Promise<void> {
    const placeholder = await open(target, mustBeNew ? 'wx' : 'a');
    const { mode } = await placeholder.stat(); // what the user's other files have; the temporary one is private
    await placeholder.close();
    try {
      await rename(this.#path, target);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EXDEV')) throw error;
      await copyFile(this.#path, target); // the temporary folder is on another disk
      this.dispose();
    }
    await chmod(target, mode);
    this.#path = target;
    this.#isTemporary = false;
  }

  dispose(): void {
    if (this.#isTemporary) rmSync(this.#path, { force: true });
  }
}
