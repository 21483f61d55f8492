import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { AppError } from '../core/appError.ts';

/** Of a file that is read as a whole; portfolios have the same one. */
const inputLimitBytes = 50 * 1024 * 1024;

// A pipe would wait for somebody to write into it.
const flags = constants.O_RDONLY | constants.O_NONBLOCK; // which Windows has not: 0

/**
 * All of a regular file, 50 MB at most where nothing else is said: devices and pipes have no end. Rejects with 'file' where it is none, cannot be read, or has more
 * than `limitBytes`.
 */
export async function readRegularFile(path: string, limitBytes = inputLimitBytes): Promise<Uint8Array> {
  try {
    return await readAtMost(path, limitBytes);
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError('file', `${path} cannot be read. Check the path.`, { cause });
  }
}

async function readAtMost(path: string, limitBytes: number): Promise<Uint8Array> {
  const file = await open(path, flags);
  try {
    const found = await file.stat();
    if (!found.isFile()) throw new AppError('file', `${path} is no regular file. Name a file.`);
    const chunks: Buffer[] = [];
    let sizeBytes = 0;
    // Not by its size: it may grow while it is read.
    for await (const chunk of file.createReadStream({ autoClose: false, highWaterMark: 1 << 20 })) {
      chunks.push(chunk as Buffer);
      sizeBytes += (chunk as Buffer).length;
      if (sizeBytes > limitBytes)
        throw new AppError('file', `${path} is larger than ${Math.floor(limitBytes / 1_048_576)} MB. Split it.`);
    }
    return Buffer.concat(chunks);
  } finally {
    await file.close();
  }
}
