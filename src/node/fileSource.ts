import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { AppError } from '../core/appError.ts';
import type { ByteSource } from '../core/http/body.ts';

/** A file as it is at this moment: one that changes while it is read is an error, never half old and half new. */
export async function fileSource(path: string, shown: string): Promise<ByteSource> {
  const { size: sizeBytes, mtimeMs } = await stat(path);
  const isSame = async (): Promise<boolean> => {
    const now = await stat(path);
    return now.size === sizeBytes && now.mtimeMs === mtimeMs;
  };
  return {
    sizeBytes,
    async *chunks() {
      let last: Uint8Array | undefined;
      for await (const chunk of createReadStream(path) as AsyncIterable<Uint8Array>) {
        if (last !== undefined) yield last;
        last = chunk;
      }
      // Before the last part, so that nobody has received a whole request by then.
      if (!(await isSame())) throw new AppError('file', `The file "${shown}" changed while it was sent. Send again.`);
      if (last !== undefined) yield last;
    },
  };
}
