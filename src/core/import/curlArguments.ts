import { longOption, shortOption, type CurlOption } from './curlOptions.ts';
import type { Notes } from './notes.ts';
import type { ShellWord } from './shellCommand.ts';

/** One option of a command with its value, or a URL (`name` is then `url`). */
export interface CurlArgument {
  readonly name: string;
  /** As it is written, for notes. */
  readonly shown: string;
  readonly value: string;
  readonly at: number;
  readonly isOff: boolean;
}

/**
 * The words of a command behind `curl`: long options whole or abbreviated, `--no-x`, combined short ones (`-sXPOST`),
 * values attached or apart, and all that is no option is a URL.
 */
export function readCurlArguments(words: readonly ShellWord[], notes: Notes): readonly CurlArgument[] {
  const rest = [...words];
  const read: CurlArgument[] = [];
  let isPlain = false;
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const { text, at } = word;
    if (text === '--' && !isPlain) isPlain = true;
    else if (isPlain || text === '-' || !text.startsWith('-'))
      read.push({ name: 'url', shown: '', value: text, at, isOff: false });
    else if (text.startsWith('--')) read.push(...longArgument(word, rest, notes));
    else read.push(...shortArguments(word, rest, notes));
  }
  return read;
}

function longArgument(word: ShellWord, rest: ShellWord[], notes: Notes): readonly CurlArgument[] {
  const [, name = '', attached] = /^--([^=]*)(?:=(.*))?$/s.exec(word.text) ?? [];
  const option = longOption(name);
  const shown = `--${name}`;
  if (option === undefined) {
    notes.add('warning', word.at, `curl has no option ${shown}: it was left out.`);
    return [];
  }
  if (attached !== undefined)
    notes.add('warning', word.at, `curl takes the value of ${shown} as the next word, without "=".`);
  const { takesValue, isOff } = option;
  const value = takesValue ? (attached ?? valueOf(rest, shown, word.at, notes)) : '';
  return [{ name: option.name, shown, value, at: word.at, isOff }];
}

function shortArguments(word: ShellWord, rest: ShellWord[], notes: Notes): readonly CurlArgument[] {
  const read: CurlArgument[] = [];
  const letters = Array.from(word.text).slice(1);
  for (const [index, letter] of letters.entries()) {
    const shown = `-${letter}`;
    const option: CurlOption | undefined = shortOption(letter);
    if (option === undefined) {
      notes.add('warning', word.at, `curl has no option ${shown}: it was left out.`);
      continue;
    }
    const { name, takesValue } = option;
    if (!takesValue) {
      read.push({ name, shown, value: '', at: word.at, isOff: false });
      continue;
    }
    const attached = letters.slice(index + 1).join('');
    const value = attached === '' ? valueOf(rest, shown, word.at, notes) : attached;
    read.push({ name, shown, value, at: word.at, isOff: false });
    break;
  }
  return read;
}

function valueOf(rest: ShellWord[], shown: string, at: number, notes: Notes): string {
  const next = rest.shift();
  if (next === undefined) notes.add('warning', at, `The value of ${shown} is missing.`);
  return next?.text ?? '';
}
