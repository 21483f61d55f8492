import { relative } from 'node:path';
import { AppError } from '../core/appError.ts';
import { portfolioInputs } from '../node/inputFiles.ts';
import { readInputs, type ReadInputs } from './readInputs.ts';

/** The portfolio files of the paths, each once; what is skipped in folders is said on standard error. */
export async function findPortfolios(paths: readonly string[], isQuiet = false): Promise<ReadInputs> {
  const inputs = await readInputs(paths, portfolioInputs);
  const { others } = inputs;
  if (others.length > 0 && !isQuiet) process.stderr.write(`Skipped, as no portfolio files: ${listOf(others)}.\n`);
  return inputs;
}

const shownPaths = 10;

function listOf(paths: readonly string[]): string {
  const shown = paths.slice(0, shownPaths).map(shownPath).join(', ');
  return paths.length > shownPaths ? `${shown} and ${paths.length - shownPaths} more` : shown;
}

/** As the user would write it. */
export function shownPath(path: string): string {
  const below = relative(process.cwd(), path);
  return below.startsWith('..') ? path : below;
}

/** Long reading is told of where somebody looks on. */
export function progressOf(name: string): ((rows: number) => void) | undefined {
  if (!process.stderr.isTTY) return undefined;
  return (rows) => {
    process.stderr.write(`Reading ${name}: ${rows.toLocaleString('en')} rows\n`);
  };
}

/** The message of a file that cannot be read; any other error is passed on. */
export function fileProblem(error: unknown): string {
  if (error instanceof AppError && error.code === 'file') return error.message;
  throw error;
}
