import { brace, expandBraces, withoutBraceMarks } from './bashBraces.ts';
import { readAnsiEscape } from './ansiEscape.ts';
import type { Markers } from './markers.ts';
import type { Notes } from './notes.ts';
import { joinedBytes } from './rawBytes.ts';
import type { ShellCommand, ShellInput, ShellScript, ShellVariable, ShellWord } from './shellCommand.ts';

/**
 * A POSIX shell script with bash's quoting, as documentation and browsers write commands: `'…'`, `"…"`, `$'…'`, `\`,
 * comments, here-documents, pipes, lists, assignments. Variables become references; nothing is run.
 */
export function readBash(source: string, markers: Markers, notes: Notes): ShellScript {
  const reader = new BashReader(source, 0, markers, notes);
  reader.read();
  return reader;
}

const operators = /(?:\d*(?:<<<|<<-?|>>|>&|<&|<>|>\||[<>])|&>>?|&&|\|\||\|&|;;|[|&;()])/y;
const keywords: ReadonlySet<string> = new Set(
  'do then else elif if while until ! { } time sudo exec command nohup env'.split(' '),
);

interface HereDocument {
  readonly delimiter: string;
  readonly isQuoted: boolean;
  readonly stripsTabs: boolean;
  readonly put: (text: string) => void;
}

class BashReader implements ShellScript {
  readonly commands: ShellCommand[] = [];
  readonly variables: ShellVariable[] = [];
  readonly #source: string;
  /** Where the source stands in the whole text. */
  readonly #offset: number;
  readonly #markers: Markers;
  readonly #notes: Notes;
  #at = 0;
  #words: ShellWord[] = [];
  #input: ShellInput | undefined;
  #documents: HereDocument[] = [];
  #substitutions = 0;

  constructor(source: string, offset: number, markers: Markers, notes: Notes) {
    this.#source = source;
    this.#offset = offset;
    this.#markers = markers;
    this.#notes = notes;
  }

  read(): void {
    while (this.#at < this.#source.length) this.#token();
    this.#endCommand(undefined);
  }

  #token(): void {
    const source = this.#source;
    const blank = /(?:[ \t\r]|\\\r?\n)+/y;
    blank.lastIndex = this.#at;
    const space = blank.exec(source)?.[0].length ?? 0;
    this.#at += space;
    if (this.#at >= source.length) return;
    // A prompt of a terminal before the command.
    if (this.#words.length === 0 && /[$%] /y.test(source.slice(this.#at, this.#at + 2))) this.#at += 2;
    else if (source[this.#at] === '\n') this.#newline();
    else if (source[this.#at] === '#') this.#at = lineEnd(source, this.#at);
    else if (!this.#operator()) this.#word();
  }

  #newline(): void {
    this.#at++;
    const documents = this.#documents.splice(0);
    for (const document of documents) this.#readDocument(document);
    this.#endCommand(undefined);
  }

  #operator(): boolean {
    operators.lastIndex = this.#at;
    const [operator] = operators.exec(this.#source) ?? [];
    if (operator === undefined) return false;
    const at = this.#at;
    this.#at += operator.length;
    if (/[<>]/.test(operator)) this.#redirect(operator, at);
    else this.#endCommand(operator);
    return true;
  }

  #redirect(operator: string, at: number): void {
    const kind = operator.replace(/^\d+/, '');
    this.#skipBlank();
    const start = this.#at;
    const target = withoutBraceMarks(this.#readWord());
    if (kind === '<<' || kind === '<<-') {
      this.#documents.push({
        delimiter: target,
        isQuoted: /['"\\]/.test(this.#source.slice(start, this.#at)),
        stripsTabs: kind === '<<-',
        put: (text) => (this.#input = { kind: 'text', text }),
      });
    } else if (kind === '<<<') this.#input = { kind: 'text', text: `${target}\n` };
    else if (kind === '<' && target.startsWith('(')) this.#note('warning', at, 'A process substitution is not run.');
    else if (kind === '<') this.#input = { kind: 'file', path: target };
  }

  #readDocument({ delimiter, isQuoted, stripsTabs, put }: HereDocument): void {
    let text = '';
    while (this.#at < this.#source.length) {
      const end = lineEnd(this.#source, this.#at);
      const raw = this.#source.slice(this.#at, end).replace(/\r$/, '');
      const line = stripsTabs ? raw.replace(/^\t+/, '') : raw;
      if (line === delimiter) {
        this.#at = Math.min(end + 1, this.#source.length);
        break;
      }
      text += `${line}\n`;
      this.#at = Math.min(end + 1, this.#source.length);
    }
    put(isQuoted ? text : this.#expandText(text));
  }

  /** The text of a here-document whose delimiter is not quoted: variables, and three escapes. */
  #expandText(text: string): string {
    const reader = new BashReader(`"${text.replaceAll('"', '\\"')}"`, this.#offset, this.#markers, this.#notes);
    return reader.#readWord();
  }

  #word(): void {
    const at = this.#at;
    const text = this.#readWord();
    if (this.#at === at) {
      this.#at++; // a character that begins nothing
      return;
    }
    for (const one of expandBraces(text)) this.#words.push({ text: one, at: this.#offset + at });
  }

  #readWord(): string {
    let text = '';
    while (this.#at < this.#source.length) {
      const rest = this.#source[this.#at] ?? '';
      if (/[\s|&;()<>]/.test(rest)) break;
      text += this.#part(rest);
    }
    return joinedBytes(text);
  }

  /** One part of a word: quoted text, an escaped character, a variable, a plain character. */
  #part(character: string): string {
    const next = this.#source[this.#at + 1] ?? '';
    if (character === "'") return this.#until("'");
    if (character === '"') return this.#doubleQuoted();
    if (character === '$' && next === "'") return this.#ansi();
    if (character === '$' && next === '"') {
      this.#at++;
      return this.#doubleQuoted();
    }
    if (character === '$') return this.#dollar();
    if (character === '`') return this.#backticks();
    if (character === '\\') return this.#escape();
    this.#at++;
    return brace(character);
  }

  #until(quote: string): string {
    const end = this.#source.indexOf(quote, this.#at + 1);
    if (end < 0) this.#note('warning', this.#at, 'This quote is not closed.');
    const text = this.#source.slice(this.#at + 1, end < 0 ? undefined : end);
    this.#at = end < 0 ? this.#source.length : end + 1;
    return text;
  }

  #escape(): string {
    const next = /\\\r?\n/y;
    next.lastIndex = this.#at;
    const continuation = next.exec(this.#source)?.[0].length;
    this.#at += continuation ?? 2;
    return continuation === undefined ? (this.#source[this.#at - 1] ?? '\\') : '';
  }

  #ansi(): string {
    let text = '';
    for (this.#at += 2; this.#at < this.#source.length && this.#source[this.#at] !== "'";) {
      const escape = readAnsiEscape(this.#source, this.#at);
      text += escape?.text ?? this.#source[this.#at] ?? '';
      this.#at += escape?.length ?? 1;
    }
    this.#at++;
    return joinedBytes(text.split('\0', 1)[0] ?? '');
  }

  #doubleQuoted(): string {
    const start = this.#at;
    let text = '';
    for (this.#at++; this.#source[this.#at] !== '"';) {
      const character = this.#source[this.#at];
      if (character === undefined) {
        this.#note('warning', start, 'This quote is not closed.');
        return text;
      }
      text += this.#quotedPart(character);
    }
    this.#at++;
    return text;
  }

  #quotedPart(character: string): string {
    if (character === '$') return this.#dollar();
    if (character === '`') return this.#backticks();
    if (character === '\\' && /\\(?:\r?\n|["\\$`])/y.test(this.#source.slice(this.#at, this.#at + 3)))
      return this.#escape();
    this.#at++;
    return character;
  }

  #dollar(): string {
    const simple = /\$(?:([A-Za-z_]\w*)|\{(!?[A-Za-z_]\w*)([^}]*)\}|([\d@*#?$!-]))/y;
    simple.lastIndex = this.#at;
    const [found, name, braced, rest = '', special] = simple.exec(this.#source) ?? [];
    if (found !== undefined) {
      if (rest !== '' || special !== undefined)
        this.#note('warning', this.#at, `${found} of the shell is asked for when it is sent.`);
      this.#at += found.length;
      return this.#markers.mark(name ?? braced?.replace('!', '') ?? `argument${(special ?? '').replace(/\W/g, '')}`);
    }
    if (this.#source[this.#at + 1] !== '(') {
      this.#at++;
      return '$';
    }
    return this.#substitution(this.#at + 2, closingParenthesis(this.#source, this.#at + 1));
  }

  #backticks(): string {
    const end = this.#source.indexOf('`', this.#at + 1);
    return this.#substitution(this.#at + 1, end < 0 ? this.#source.length : end);
  }

  /** The output of a command is known to the shell only; requests in it are carried over before this one. */
  #substitution(start: number, end: number): string {
    const inner = new BashReader(this.#source.slice(start, end), this.#offset + start, this.#markers, this.#notes);
    if (/\bcurl\b/.test(this.#source.slice(start, end))) inner.read();
    this.commands.push(...inner.commands);
    const shown = this.#source.slice(start, end).replaceAll(/\s+/g, ' ').slice(0, 60);
    this.#note('warning', start, `The output of the command "${shown}" is asked for when it is sent.`);
    this.#at = end + 1;
    this.#substitutions++;
    return this.#markers.mark(`output${this.#substitutions === 1 ? '' : this.#substitutions}`);
  }

  /** `operator`: what ends it; undefined at the end of a line. */
  #endCommand(operator: string | undefined): void {
    const words = this.#words.splice(0);
    const input = this.#input;
    this.#input = undefined;
    while (words.length > 0 && keywords.has(words[0]?.text ?? '')) {
      if (words[0]?.text === 'do') this.#note('warning', words[0].at - this.#offset, 'A loop is carried over once.');
      words.shift();
    }
    const isExport = /^(?:export|local|declare|readonly|set)$/.test(words[0]?.text ?? '');
    if (isExport) words.shift();
    const assigned = this.#assignments(words);
    if (words.length === 0 || isExport) this.variables.push(...assigned);
    const output = operator === '|' || operator === '|&' ? outputOf(words, input) : undefined;
    if (output !== undefined) this.#input = output;
    else if (words.length > 0) this.commands.push({ words, ...(input === undefined ? {} : { input }) });
  }

  #assignments(words: ShellWord[]): readonly ShellVariable[] {
    const assigned: ShellVariable[] = [];
    for (let [first] = words; first !== undefined; [first] = words) {
      const [, name, value = ''] = /^([A-Za-z_]\w*)=(.*)$/s.exec(first.text) ?? [];
      if (name === undefined) break;
      assigned.push({ name, value });
      words.shift();
    }
    return assigned;
  }

  #skipBlank(): void {
    while (/[ \t]/.test(this.#source[this.#at] ?? '')) this.#at++;
  }

  #note(severity: 'warning' | 'information', at: number, message: string): void {
    this.#notes.add(severity, this.#offset + at, message);
  }
}

/** What a command prints that only repeats its arguments or a file; undefined for any other. */
function outputOf(words: readonly ShellWord[], input: ShellInput | undefined): ShellInput | undefined {
  const [command, ...rest] = words.map(({ text }) => text);
  if (command === 'echo') {
    const isBare = rest[0] === '-n';
    return { kind: 'text', text: rest.slice(isBare ? 1 : 0).join(' ') + (isBare ? '' : '\n') };
  }
  if (command === 'printf' && rest.length === 2 && /^%s(?:\\n)?$/.test(rest[0] ?? ''))
    return { kind: 'text', text: (rest[1] ?? '') + (rest[0] === '%s' ? '' : '\n') };
  if (command === 'printf' && rest.length === 1 && !/[%\\]/.test(rest[0] ?? ''))
    return { kind: 'text', text: rest[0] ?? '' };
  if (command === 'cat' && rest.length === 0) return input;
  return command === 'cat' && rest.length === 1 ? { kind: 'file', path: rest[0] ?? '' } : undefined;
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
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
