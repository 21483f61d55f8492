import { readFileSync, statSync } from 'node:fs';
import { AppError } from '../core/appError.ts';
import { portfolioLimitBytes } from '../core/portfolio/readWorkbook.ts';

/** For threads, which block nobody: the bytes of a file. Throws 'file' for what is none, or too large. */
export function readPortfolioBytes(path: string, name: string): Uint8Array {
  try {
    const about = statSync(path);
    // A device or a pipe may never end.
    if (!about.isFile()) throw new AppError('file', `${name} is no file. Choose a CSV or Excel file.`);
    if (about.size <= portfolioLimitBytes) return readFileSync(path);
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError('file', `${name} cannot be read. Check the path.`, { cause });
  }
  throw new AppError('file', `${name} is larger than ${portfolioLimitBytes / 1024 / 1024} MB. Split it.`);
}
