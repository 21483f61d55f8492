import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../core/appError.ts';
import { isIgnored } from './ignoredFolders.ts';

/** The file, or the `.matter` files below the folder in the order of their names. Rejects with 'file' or 'usage'. */
export async function matterFiles(path: string): Promise<readonly string[]> {
  try {
    if (!(await stat(path)).isDirectory()) return [path];
  } catch (cause) {
    throw new AppError('file', `${path} cannot be read. Check the path.`, { cause });
  }
  const names = await readdir(path, { recursive: true });
  const files = names.filter((name) => name.endsWith('.matter') && !isIgnored(name));
  if (files.length === 0) throw new AppError('usage', `${path} holds no .matter file.`);
  return files.sort().map((name) => join(path, name));
}
