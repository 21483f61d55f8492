import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import { AppError } from '../core/appError.ts';

/** The text of a UTF-8 file, its byte order mark included. Throws 'file' where it cannot be read, or is not UTF-8. */
export async function readText(path: string): Promise<string> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    throw new AppError('file', `${path} cannot be read. Check the path.`, { cause });
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new AppError('file', `${path} is not UTF-8. Save it as UTF-8.`, { cause });
  }
}

/** Writes beside the file first, so that a crash leaves the old text or the new one, whole. */
export async function writeText(path: string, text: string): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    const { mode } = await stat(path);
    await writeFile(temporary, text, { mode });
    await rename(temporary, path);
  } catch (cause) {
    throw new AppError('file', `${path} cannot be written. Check its permissions.`, { cause });
  }
}
