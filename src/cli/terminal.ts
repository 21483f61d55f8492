import { AppError } from '../core/appError.ts';

/** Somebody sits there who can answer. */
export function isTerminal(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY;
}

/** Asks on standard error, so that piped output stays clean; the answer to a secret is not shown. */
export async function askOnTerminal(
  question: string,
  { isSecret, signal }: { readonly isSecret: boolean; readonly signal: AbortSignal },
): Promise<string> {
  const { createInterface } = await import('node:readline/promises');
  const { Writable } = await import('node:stream');
  const silent = new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
  if (isSecret) process.stderr.write(question);
  const terminal = createInterface({
    input: process.stdin,
    output: isSecret ? silent : process.stderr,
    terminal: true,
  });
  const interrupted = new AbortController();
  terminal.once('SIGINT', () => {
    interrupted.abort();
  });
  try {
    return await terminal.question(isSecret ? '' : question, { signal: AbortSignal.any([signal, interrupted.signal]) });
  } catch (cause) {
    throw new AppError('cancelled', 'Not sent.', { cause });
  } finally {
    terminal.close();
    if (isSecret) process.stderr.write('\n');
  }
}
