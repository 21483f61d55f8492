import { readdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { AppError } from '../core/appError.ts';
import { portfolioExtensions } from '../core/portfolio/portfolioExtensions.ts';

const ignored = /(?:^|[\\/])(?:node_modules|\.git)[\\/]|(?:^|[\\/])(?:\.|~\$)[^\\/]*$/;

export interface FoundPortfolios {
  readonly paths: readonly string[];
  /** Files of the folder that are of no kind that is read. */
  readonly skipped: readonly string[];
}

/** The file, whatever it is; or the portfolio files below the folder in the order of their names. */
export async function portfolioPaths(path: string): Promise<FoundPortfolios> {
  let isFolder: boolean;
  try {
    isFolder = (await stat(path)).isDirectory();
  } catch (cause) {
    throw new AppError('file', `${path} cannot be read. Check the path.`, { cause });
  }
  if (!isFolder) return { paths: [path], skipped: [] };
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((name) => !ignored.test(name));
  const isPortfolio = (name: string): boolean => portfolioExtensions.includes(extname(name).slice(1).toLowerCase());
  const paths = names.filter(isPortfolio).sort();
  if (paths.length === 0) throw new AppError('usage', `${path} holds no CSV or Excel file.`);
  return { paths, skipped: names.filter((name) => !isPortfolio(name)).sort() };
}
