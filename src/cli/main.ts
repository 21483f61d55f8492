#!/usr/bin/env node
import { version } from '../../package.json';
import { AppError, isCancelled } from '../core/appError.ts';
import { exitCodeOf } from './exitCode.ts';
import { interruptAll } from './interruptible.ts';
import { redactor } from './redaction.ts';
import { guardOutput } from './terminal.ts';

type Command = (args: readonly string[]) => Promise<number>;

/** Each is loaded when it is asked for. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  run: async () => (await import('./run.ts')).run,
  lint: async () => (await import('./lint.ts')).lint,
  format: async () => (await import('./format.ts')).format,
  import: async () => (await import('./import.ts')).importFile,
  check: async () => (await import('./check.ts')).check,
  analyse: async () => (await import('./analyse.ts')).analyse,
  compare: async () => (await import('./compare.ts')).compare,
  sandbox: async () => (await import('./sandbox.ts')).sandbox,
};

async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === '--version' || name === '-v') return print(`${version}\n`);
  if (name === undefined || name === '--help' || name === '-h') return print((await import('./help.ts')).help(version));
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  // Without what follows an "=": it may be a pasted secret.
  const [shown = ''] = name.slice(0, 40).split('=');
  if (load === undefined) throw new AppError('usage', `There is no command "${shown}". See: matter --help`);
  return (await load())(rest);
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}

/** The code of the process is that of the error. */
function tell(error: unknown): void {
  process.exitCode = exitCodeOf(error);
  if (isCancelled(error)) return;
  const text = error instanceof AppError ? error.message : `this is a bug: ${String(error)}`;
  process.stderr.write(`matter: ${text}\n`);
}

let hasEnded = false;
// Until a command says otherwise: what never ends, or dies, is no success.
process.exitCode = 1;
const redact = (text: string): string => redactor.redact(text);
guardOutput(process.stdout, redact);
guardOutput(process.stderr, redact);
process.on('uncaughtException', (error) => {
  if (interruptAll(error)) return;
  tell(error);
  process.exit();
});
process.once('beforeExit', () => {
  if (!hasEnded) tell(new Error('the work came to a halt before its end'));
});
main(process.argv.slice(2))
  // Not process.exit(): it would cut short what a pipe has not yet taken.
  .then((code) => (process.exitCode = code), tell)
  .finally(() => {
    hasEnded = true;
  });
