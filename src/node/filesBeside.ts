import { readFile, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isFileBelow } from './isBelow.ts';

/** A file by its path from the folder of `path`; undefined where there is none below it, links followed. */
export async function readBeside(path: string, file: string): Promise<Uint8Array | undefined> {
  try {
    const folder = dirname(await realpath(path));
    const beside = join(folder, file);
    return (await isFileBelow(folder, beside)) ? await readFile(beside) : undefined;
  } catch {
    return undefined;
  }
}
