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
    .map((units) => ({ words: new ArgumentReader(units).read() }))
    .filter(({ words }) => words.length > 0);
}

const tokens = /\^\r?\n(\r?\n|[^])?|\^([^])|%([A-Z][A-Z\d_]{2,})%|"|\r?\n|[&|]|[^]/gu;

/** `^x` is x, a caret at the end of a line joins it with the next; `&`, `|` and a line end separate commands. */
function commandsOf(source: string, markers: Markers): readonly (readonly Unit[])[] {
  const commands: Unit[][] = [[]];
  let isQuoted = false;
  for (const match of source.matchAll(tokens)) {
    const { 0: token, index } = match;
    if (!isQuoted && /^(?:\r?\n|[&|])$/.test(token)) commands.push([]);
    else
      for (const text of isQuoted && token.startsWith('^') ? token : [unescaped(match, markers)])
        commands.at(-1)?.push({ text, at: index });
    if (token === '"') isQuoted = !isQuoted;
  }
  return commands;
}

function unescaped([token, joined, escaped, variable]: RegExpExecArray, markers: Markers): string {
  if (token.startsWith('^')) return (joined ?? escaped ?? '').replace('\r\n', '\n');
  return variable === undefined ? token : markers.mark(variable);
}

/** The arguments of a program: backslashes count only before a quote; `""` in quotes is one quote. */
class ArgumentReader {
  readonly #words: ShellWord[] = [];
  readonly #units: readonly Unit[];
  #word: ShellWord | undefined;
  #isQuoted = false;

  constructor(units: readonly Unit[]) {
    this.#units = units;
  }

  read(): readonly ShellWord[] {
    for (let index = 0; index < this.#units.length;) index += this.#unit(index);
    this.#end();
    return this.#words;
  }

  /** How many units were read. */
  #unit(index: number): number {
    const { text = '', at = 0 } = this.#units[index] ?? {};
    if (!this.#isQuoted && /^\s+$/.test(text)) {
      this.#end();
      return 1;
    }
    this.#word ??= { text: '', at };
    if (text === '\\') return this.#slashes(index);
    if (text === '"') return this.#quote(this.#units[index + 1]?.text === '"');
    this.#add(text);
    return 1;
  }

  #quote(isDoubled: boolean): number {
    if (!this.#isQuoted || !isDoubled) {
      this.#isQuoted = !this.#isQuoted;
      return 1;
    }
    this.#add('"');
    return 2;
  }

  /** 2n before a quote give n, one more makes the quote text. */
  #slashes(index: number): number {
    const count = this.#backslashesAt(index);
    const beforeQuote = this.#units[index + count]?.text === '"';
    this.#add('\\'.repeat(beforeQuote ? count >> 1 : count));
    const isText = beforeQuote && count % 2 === 1;
    if (isText) this.#add('"');
    return isText ? count + 1 : count;
  }

  #backslashesAt(index: number): number {
    let count = 0;
    while (this.#units[index + count]?.text === '\\') count++;
    return count;
  }

  #add(text: string): void {
    if (this.#word !== undefined) this.#word = { ...this.#word, text: this.#word.text + text };
  }

  #end(): void {
    if (this.#word !== undefined) this.#words.push(this.#word);
    this.#word = undefined;
  }
}
