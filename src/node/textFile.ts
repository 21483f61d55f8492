import { readFile, stat } from 'node:fs/promises';
import { AppError } from '../core/appError.ts';
import { atomicWrite } from './atomicWrite.ts';

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

/** The new text of a file that is there: its permissions stay. Rejects with 'file'. */
export async function replaceText(path: string, text: string): Promise<void> {
  await atomicWrite(path, text, { mode: (await stat(path)).mode });
}
