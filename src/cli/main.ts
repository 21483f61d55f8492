#!/usr/bin/env node
import { version } from '../../package.json';
import { AppError, isCancelled } from '../core/appError.ts';
import { exitCodeOf } from './exitCode.ts';
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

// Until a command says otherwise: a program whose work stops without an end has not succeeded.
process.exitCode = exitCodeOf(undefined);
let isOver = false;
process.once('beforeExit', () => {
  if (!isOver) process.stderr.write('matter: this is a bug: the command ended before its work was done.\n');
});
guardOutput(process.stdout);
guardOutput(process.stderr);
// A reader that went away is not our failure (`matter run … | head`).
process.stdout.on('error', () => process.exit(0));
main(process.argv.slice(2)).then(
  // Not process.exit(): it would cut short what a pipe has not yet taken.
  (code) => {
    isOver = true;
    process.exitCode = code;
  },
  (error: unknown) => {
    isOver = true;
    process.exitCode = exitCodeOf(error);
    if (isCancelled(error)) return;
    const text = error instanceof AppError ? error.message : `this is a bug: ${String(error)}`;
    process.stderr.write(`matter: ${redactor.redact(text)}\n`);
  },
);
