import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '../core/appError.ts';

export interface AtomicWriteOptions {
  /** Of the file, whatever the umask; without, the usual one. */
  readonly mode?: number;
  /** On the disk before it resolves: what is sent next may rely on it. */
  readonly sync?: boolean;
}

let count = 0;

/**
 * Writes a file whole: beside it first, then renamed, so that a crash leaves the old content or the new one. Makes its
 * folder. Rejects with 'file'.
 */
export async function atomicWrite(
  path: string,
  content: string | Uint8Array,
  options: AtomicWriteOptions = {},
): Promise<void> {
  // Two writes of one process at the same time share no file.
  const temporary = `${path}.${process.pid}-${++count}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeThrough(temporary, content, options);
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw new AppError('file', `${path} cannot be written. Check the folder and its permissions.`, { cause });
  }
}

async function writeThrough(
  path: string,
  content: string | Uint8Array,
  { mode, sync = false }: AtomicWriteOptions,
): Promise<void> {
  const file = await open(path, 'wx', mode); // a link that somebody has put there is not followed
  try {
    if (mode !== undefined) await file.chmod(mode);
    await file.writeFile(content);
    if (sync) await file.datasync();
  } finally {
    await file.close();
  }
}
