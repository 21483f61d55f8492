import { realpath, stat } from 'node:fs/promises';
import { AppError } from '../core/appError.ts';
import { atomicWrite } from './atomicWrite.ts';
import { readRegularFile } from './regularFile.ts';

/** The text of a UTF-8 file, its byte order mark included. Throws 'file' where it cannot be read, or is not UTF-8. */
export async function readText(path: string): Promise<string> {
  const bytes = await readRegularFile(path);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new AppError('file', `${path} is not UTF-8. Save it as UTF-8.`, { cause });
  }
}

/** The new text of a file that is there: its permissions stay, and a link to it. Rejects with 'file'. */
export async function replaceText(path: string, text: string): Promise<void> {
  const real = await realpath(path);
  await atomicWrite(real, text, { mode: (await stat(real)).mode });
}
