import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../core/appError.ts';
import { portfolioLimitBytes } from '../core/portfolio/readTable.ts';
import { isIgnored } from './ignoredFolders.ts';

const portfolioName = /\.(?:csv|tsv|xlsx)$/i;

/** The file, or the portfolio files below the folder in the order of their names. */
export async function portfolioPaths(path: string): Promise<readonly string[]> {
  let isFolder: boolean;
  try {
    isFolder = (await stat(path)).isDirectory();
  } catch (cause) {
    throw new AppError('file', `${path} cannot be read. Check the path.`, { cause });
  }
  if (!isFolder) return [path];
  const names = (await readdir(path, { recursive: true })).filter(
    (name) => portfolioName.test(name) && !isIgnored(name),
  );
  if (names.length === 0) throw new AppError('usage', `${path} holds no CSV or XLSX file.`);
  return names.sort().map((name) => join(path, name));
}

export async function readPortfolioBytes(path: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(path);
    if (size <= portfolioLimitBytes) return await readFile(path);
  } catch (cause) {
    throw new AppError('file', `${path} cannot be read. Check the path.`, { cause });
  }
  throw new AppError('file', `${path} is larger than 50 MB. Split it.`);
}
