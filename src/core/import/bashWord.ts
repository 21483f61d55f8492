import { readAnsiEscape } from './ansiEscape.ts';
import { brace } from './bashBraces.ts';
import type { Markers } from './markers.ts';
import { joinedBytes } from './rawBytes.ts';

/** What a word may need of the script that it stands in. */
export interface WordPorts {
  readonly markers: Markers;
  /** The text that stands for the output of the commands between two places. */
  readonly substitute: (start: number, end: number) => string;
  readonly note: (at: number, message: string) => void;
}

/** Reads the words of a script: quotes, escapes, variables. `at` is where it stands. */
export class BashWordReader {
  at = 0;
  readonly #source: string;
  readonly #markers: Markers;
  readonly #substitute: WordPorts['substitute'];
  readonly #note: WordPorts['note'];

  constructor(source: string, { markers, substitute, note }: WordPorts) {
    this.#source = source;
    this.#markers = markers;
    this.#substitute = substitute;
    this.#note = note;
  }

  read(): string {
    let text = '';
    while (this.at < this.#source.length) {
      const rest = this.#source[this.at] ?? '';
      if (/[\s|&;()<>]/.test(rest)) break;
      text += this.#part(rest);
    }
    return joinedBytes(text);
  }

  /** One part of a word: quoted text, an escaped character, a variable, a plain character. */
  #part(character: string): string {
    if (character === '$') return this.#dollarPart();
    if (character === "'") return this.#until("'");
    if (character === '"') return this.#doubleQuoted();
    if (character === '`') return this.#backticks();
    if (character === '\\') return this.#escape();
    this.at++;
    return brace(character);
  }

  /** `$'…'`, `$"…"`, a variable. */
  #dollarPart(): string {
    const next = this.#source[this.at + 1];
    if (next === "'") return this.#ansi();
    if (next !== '"') return this.#dollar();
    this.at++;
    return this.#doubleQuoted();
  }

  #until(quote: string): string {
    const end = this.#source.indexOf(quote, this.at + 1);
    if (end < 0) this.#note(this.at, 'This quote is not closed.');
    const text = this.#source.slice(this.at + 1, end < 0 ? undefined : end);
    this.at = end < 0 ? this.#source.length : end + 1;
    return text;
  }

  #escape(): string {
    const next = /\\\r?\n/y;
    next.lastIndex = this.at;
    const continuation = next.exec(this.#source)?.[0].length;
    this.at += continuation ?? 2;
    return continuation === undefined ? (this.#source[this.at - 1] ?? '\\') : '';
  }

  #ansi(): string {
    let text = '';
    for (this.at += 2; this.at < this.#source.length && this.#source[this.at] !== "'";) {
      const escape = readAnsiEscape(this.#source, this.at);
      text += escape?.text ?? this.#source[this.at] ?? '';
      this.at += escape?.length ?? 1;
    }
    this.at++;
    return joinedBytes(text.split('\0', 1)[0] ?? '');
  }

  #doubleQuoted(): string {
    const start = this.at;
    let text = '';
    for (this.at++; this.#source[this.at] !== '"';) {
      const character = this.#source[this.at];
      if (character === undefined) {
        this.#note(start, 'This quote is not closed.');
        return text;
      }
      text += this.#quotedPart(character);
    }
    this.at++;
    return text;
  }

  #quotedPart(character: string): string {
    if (character === '$') return this.#dollar();
    if (character === '`') return this.#backticks();
    if (character === '\\' && /\\(?:\r?\n|["\\$`])/y.test(this.#source.slice(this.at, this.at + 3)))
      return this.#escape();
    this.at++;
    return character;
  }

  #dollar(): string {
    const variable = /\$(?:([A-Za-z_]\w*)|\{(!?[A-Za-z_]\w*)([^}]*)\}|([\d@*#?$!-]))/y;
    variable.lastIndex = this.at;
    const match = variable.exec(this.#source);
    if (match !== null) return this.#variable(match);
    if (this.#source[this.at + 1] === '(')
      return this.#substituted(this.at + 2, closingParenthesis(this.#source, this.at + 1));
    this.at++;
    return '$';
  }

  #variable([found, name, braced = '', rest = '', special = '']: RegExpExecArray): string {
    if (rest !== '' || special !== '') this.#note(this.at, `${found} of the shell is asked for when it is sent.`);
    this.at += found.length;
    return this.#markers.mark(
      name ?? (special === '' ? braced.replace('!', '') : `argument${special.replace(/\W/g, '')}`),
    );
  }

  #backticks(): string {
    const end = this.#source.indexOf('`', this.at + 1);
    return this.#substituted(this.at + 1, end < 0 ? this.#source.length : end);
  }

  #substituted(start: number, end: number): string {
    this.at = end + 1;
    return this.#substitute(start, end);
  }
}

/** The place of the `)` that closes the `(` at `open`; the end of the text where none does. */
function closingParenthesis(text: string, open: number): number {
  let depth = 0;
  const tokens = /'[^']*'|"(?:[^"\\]|\\.)*"|\\.|[()]/gs;
  tokens.lastIndex = open;
  for (let match = tokens.exec(text); match !== null; match = tokens.exec(text)) {
    if (match[0] === '(') depth++;
    else if (match[0] === ')' && --depth === 0) return match.index;
  }
  return text.length;
}
