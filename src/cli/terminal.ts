import { AppError } from '../core/appError.ts';

/** Somebody sits there who can answer. */
export function isTerminal(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY;
}

/** What writes: a stream as process.stdout. */
type Output = Pick<NodeJS.WriteStream, 'write' | 'on'> & { readonly isTTY?: boolean };

/**
 * From here on the text that is written to the stream holds no secret, and cannot drive a terminal, nor a CI server that reads commands in
 * logs. Bytes are left alone: the few sequences of our own are written as such. Where nobody reads any more, or the disk
 * is full, the work goes on without: its exit code and its reports tell of it.
 */
export function guardOutput(stream: Output, redact: (text: string) => string): void {
  const write = stream.write.bind(stream) as (chunk: string | Uint8Array, ...rest: unknown[]) => boolean;
  let isBroken = false;
  stream.on('error', () => {
    isBroken = true;
  });
  stream.write = (chunk: string | Uint8Array, ...rest: unknown[]) => {
    if (isBroken) return skipped(rest);
    if (typeof chunk !== 'string') return write(chunk, ...rest);
    const text = redact(printable(chunk)); // as it will be read
    return write(stream.isTTY === true ? text : withoutCommands(text), ...rest);
  };
}

/** As if it were written: who waits for that goes on. */
function skipped(rest: readonly unknown[]): true {
  const done = rest.findLast((argument) => typeof argument === 'function');
  if (done !== undefined) process.nextTick(done);
  return true;
}

/** Without control characters, but for tabs and ends of lines, and without those that make text run backwards. */
export function printable(text: string): string {
  return text.replaceAll(/\r(?!\n)|(?![\t\n\r])\p{Cc}|[\u202A-\u202E\u2066-\u2069]/gu, '');
}

/**
 * CI servers take a line that starts with `::`, whatever space is before it, and `##[`, `##vso[` or `##teamcity[`
 * anywhere in a line for a command: a space, which is seen, makes it text.
 */
function withoutCommands(text: string): string {
  return text
    .replaceAll(/((?:^|\n)[^\S\n]*:)(?=:)/g, '$1 ')
    .replaceAll(/#(?=#\w*\[)/g, '# ')
    .replaceAll(/section_(start|end):/g, 'section_$1 :');
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
  // Its sequences for the cursor are our own, so they go as bytes.
  const visible = new Writable({
    write: (chunk: Uint8Array, _encoding, done) => {
      process.stderr.write(chunk, done);
    },
  });
  const terminal = createInterface({
    input: process.stdin,
    output: isSecret ? silent : Object.assign(visible, { columns: process.stderr.columns }),
    terminal: true,
  });
  // Only now does the terminal no longer show what is typed.
  if (isSecret) process.stderr.write(question);
  const interrupted = new AbortController();
  terminal.once('SIGINT', () => {
    interrupted.abort();
  });
  try {
    return await terminal.question(isSecret ? '' : printable(question), {
      signal: AbortSignal.any([signal, interrupted.signal]),
    });
  } catch (cause) {
    throw new AppError('cancelled', 'Not sent.', { cause });
  } finally {
    terminal.close();
    if (isSecret) process.stderr.write('\n');
  }
}
