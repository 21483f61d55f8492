import { AppError } from '../core/appError.ts';

/** parseArgs names the option, and at times quotes its value; a value may be a pasted secret, so only the first line's option stays. */
export function usageError(cause: unknown): AppError {
  const option = /'(-[\w-]+)/.exec(cause instanceof Error ? cause.message : '')?.[1];
  const about =
    option === undefined
      ? 'The arguments are not understood.'
      : `The option ${option} is not known, or its value is missing.`;
  return new AppError('usage', `${about} See: matter --help`);
}
