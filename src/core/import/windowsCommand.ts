import type { Markers } from './markers.ts';
import type { ShellCommand, ShellWord } from './shellCommand.ts';

interface Unit {
  readonly text: string;
  readonly at: number;
}

/**
 * Commands of Windows' cmd.exe, as Chrome and Edge copy them: first the carets of cmd, then the quotes and backslashes
 * of a program's arguments (Microsoft C runtime).
 */
export function readWindowsCommands(source: string, markers: Markers): readonly ShellCommand[] {
  return commandsOf(source, markers)
    .map((units) => ({ words: wordsOf(units) }))
    .filter(({ words }) => words.length > 0);
}

/** `^x` is x, a caret at the end of a line joins it with the next; `&`, `|` and a line end separate commands. */
function commandsOf(source: string, markers: Markers): readonly (readonly Unit[])[] {
  const commands: Unit[][] = [[]];
  const put = (text: string, at: number): void => void commands.at(-1)?.push({ text, at });
  let isQuoted = false;
  const tokens = /\^\r?\n(\r?\n|[^])?|\^([^])|%([A-Z][A-Z\d_]{2,})%|"|\r?\n|[&|]|[^]/gu;
  for (const { 0: token, 1: joined, 2: escaped, 3: variable, index } of source.matchAll(tokens)) {
    if (isQuoted && token.startsWith('^')) for (const one of token) put(one, index);
    else if (token.startsWith('^')) put((joined ?? escaped ?? '').replace('\r\n', '\n'), index);
    else if (variable !== undefined) put(markers.mark(variable), index);
    else if (!isQuoted && /^(?:\r?\n|[&|])$/.test(token)) commands.push([]);
    else put(token, index);
    if (token === '"') isQuoted = !isQuoted;
  }
  return commands;
}

/** Backslashes count only before a quote: 2n give n, one more makes the quote text; `""` in quotes is one quote. */
function wordsOf(units: readonly Unit[]): readonly ShellWord[] {
  const words: ShellWord[] = [];
  let word: ShellWord | undefined;
  let isQuoted = false;
  for (let index = 0; index < units.length;) {
    const { text = '', at = 0 } = units[index] ?? {};
    if (!isQuoted && /^\s+$/.test(text)) {
      if (word !== undefined) words.push(word);
      word = undefined;
      index++;
      continue;
    }
    word ??= { text: '', at };
    const slashes = backslashesAt(units, index);
    const quote = units[index + slashes]?.text === '"';
    if (slashes > 0) {
      word = { ...word, text: word.text + '\\'.repeat(quote ? slashes >> 1 : slashes) };
      index += slashes;
      if (quote && slashes % 2 === 1) {
        word = { ...word, text: `${word.text}"` };
        index++;
      }
    } else if (quote && isQuoted && units[index + 1]?.text === '"') {
      word = { ...word, text: `${word.text}"` };
      index += 2;
    } else {
      if (quote) isQuoted = !isQuoted;
      else word = { ...word, text: word.text + text };
      index++;
    }
  }
  return word === undefined ? words : [...words, word];
}

function backslashesAt(units: readonly Unit[], index: number): number {
  let count = 0;
  while (units[index + count]?.text === '\\') count++;
  return count;
}
