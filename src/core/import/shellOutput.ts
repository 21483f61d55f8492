import { ownValue } from '../lookup.ts';
import type { ShellInput, ShellWord } from './shellCommand.ts';

/** What a command prints that only repeats its arguments or a file; undefined for any other. */
export function outputOf(words: readonly ShellWord[], input: ShellInput | undefined): ShellInput | undefined {
  const [command = '', ...args] = words.map(({ text }) => text);
  return ownValue(commands, command)?.(args, input);
}

const text = (printed: string): ShellInput => ({ kind: 'text', text: printed });

const commands: Readonly<
  Record<string, (args: readonly string[], input: ShellInput | undefined) => ShellInput | undefined>
> = {
  echo: (args) => (args[0] === '-n' ? text(args.slice(1).join(' ')) : text(`${args.join(' ')}\n`)),
  printf: ([format = '', value, ...more]) => {
    if (more.length > 0) return undefined;
    if (value === undefined) return /[%\\]/.test(format) ? undefined : text(format);
    return /^%s(?:\\n)?$/.test(format) ? text(value + (format === '%s' ? '' : '\n')) : undefined;
  },
  cat: ([path, ...more], input) => {
    if (path === undefined) return input;
    return more.length === 0 ? { kind: 'file', path } : undefined;
  },
};
