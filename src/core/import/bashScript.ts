import { expandBraces, withoutBraceMarks } from './bashBraces.ts';
import { BashWordReader } from './bashWord.ts';
import type { Markers } from './markers.ts';
import type { Notes } from './notes.ts';
import { outputOf } from './shellOutput.ts';
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
  readonly #word: BashWordReader;
  #words: ShellWord[] = [];
  #input: ShellInput | undefined;
  #documents: HereDocument[] = [];
  #substitutions = 0;

  constructor(source: string, offset: number, markers: Markers, notes: Notes) {
    this.#source = source;
    this.#offset = offset;
    this.#markers = markers;
    this.#notes = notes;
    this.#word = new BashWordReader(source, {
      markers,
      substitute: (start, end) => this.#substitution(start, end),
      note: (at, message) => this.#note('warning', at, message),
    });
  }

  read(): void {
    while (this.#word.at < this.#source.length) this.#token();
    this.#endCommand(undefined);
  }

  #token(): void {
    const source = this.#source;
    const blank = /(?:[ \t\r]|\\\r?\n)+/y;
    blank.lastIndex = this.#word.at;
    const space = blank.exec(source)?.[0].length ?? 0;
    this.#word.at += space;
    if (this.#word.at >= source.length) return;
    // A prompt of a terminal before the command.
    if (this.#words.length === 0 && /[$%] /y.test(source.slice(this.#word.at, this.#word.at + 2))) this.#word.at += 2;
    else if (source[this.#word.at] === '\n') this.#newline();
    else if (source[this.#word.at] === '#') this.#word.at = lineEnd(source, this.#word.at);
    else if (!this.#operator()) this.#pushWord();
  }

  #newline(): void {
    this.#word.at++;
    const documents = this.#documents.splice(0);
    for (const document of documents) this.#readDocument(document);
    this.#endCommand(undefined);
  }

  #operator(): boolean {
    operators.lastIndex = this.#word.at;
    const [operator] = operators.exec(this.#source) ?? [];
    if (operator === undefined) return false;
    const at = this.#word.at;
    this.#word.at += operator.length;
    if (/[<>]/.test(operator)) this.#redirect(operator, at);
    else this.#endCommand(operator);
    return true;
  }

  #redirect(operator: string, at: number): void {
    const kind = operator.replace(/^\d+/, '');
    this.#skipBlank();
    const start = this.#word.at;
    const target = withoutBraceMarks(this.#word.read());
    if (kind === '<<' || kind === '<<-') {
      this.#documents.push({
        delimiter: target,
        isQuoted: /['"\\]/.test(this.#source.slice(start, this.#word.at)),
        stripsTabs: kind === '<<-',
        put: (text) => (this.#input = { kind: 'text', text }),
      });
    } else if (kind === '<<<') this.#input = { kind: 'text', text: `${target}\n` };
    else if (kind === '<' && target.startsWith('(')) this.#note('warning', at, 'A process substitution is not run.');
    else if (kind === '<') this.#input = { kind: 'file', path: target };
  }

  #readDocument({ delimiter, isQuoted, stripsTabs, put }: HereDocument): void {
    let text = '';
    while (this.#word.at < this.#source.length) {
      const end = lineEnd(this.#source, this.#word.at);
      const raw = this.#source.slice(this.#word.at, end).replace(/\r$/, '');
      const line = stripsTabs ? raw.replace(/^\t+/, '') : raw;
      if (line === delimiter) {
        this.#word.at = Math.min(end + 1, this.#source.length);
        break;
      }
      text += `${line}\n`;
      this.#word.at = Math.min(end + 1, this.#source.length);
    }
    put(isQuoted ? text : this.#expandText(text));
  }

  /** The text of a here-document whose delimiter is not quoted: variables, and three escapes. */
  #expandText(text: string): string {
    const reader = new BashReader(`"${text.replaceAll('"', '\\"')}"`, this.#offset, this.#markers, this.#notes);
    return reader.#word.read();
  }

  #pushWord(): void {
    const at = this.#word.at;
    const text = this.#word.read();
    if (this.#word.at === at) {
      this.#word.at++; // a character that begins nothing
      return;
    }
    for (const one of expandBraces(text)) this.#words.push({ text: one, at: this.#offset + at });
  }

  /** The output of a command is known to the shell only; requests in it are carried over before this one. */
  #substitution(start: number, end: number): string {
    const inner = new BashReader(this.#source.slice(start, end), this.#offset + start, this.#markers, this.#notes);
    if (/\bcurl\b/.test(this.#source.slice(start, end))) inner.read();
    this.commands.push(...inner.commands);
    const shown = this.#source.slice(start, end).replaceAll(/\s+/g, ' ').slice(0, 60);
    this.#note('warning', start, `The output of the command "${shown}" is asked for when it is sent.`);
    this.#substitutions++;
    return this.#markers.mark(`output${this.#substitutions === 1 ? '' : this.#substitutions}`);
  }

  /** `operator`: what ends it; undefined at the end of a line. */
  #endCommand(operator: string | undefined): void {
    const words = this.#withoutKeywords(this.#words.splice(0));
    const input = this.#input;
    this.#input = undefined;
    this.#assign(words);
    const output = operator?.startsWith('|') === true && operator !== '||' ? outputOf(words, input) : undefined;
    this.#input = output;
    if (output === undefined && words.length > 0) this.commands.push({ words, ...(input && { input }) });
  }

  /** `NAME=value` before a command is for it alone; without one, and after `export`, it holds for the script. */
  #assign(words: ShellWord[]): void {
    const isExport = /^(?:export|local|declare|readonly|set)$/.test(words[0]?.text ?? '');
    if (isExport) words.shift();
    const assigned = this.#assignments(words);
    if (words.length === 0 || isExport) this.variables.push(...assigned);
  }

  #withoutKeywords(words: readonly ShellWord[]): ShellWord[] {
    const start = words.findIndex(({ text }) => !keywords.has(text));
    const loop = words.slice(0, Math.max(0, start)).find(({ text }) => text === 'do');
    if (loop !== undefined) this.#note('warning', loop.at - this.#offset, 'A loop is carried over once.');
    return start < 0 ? [] : words.slice(start);
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
    while (/[ \t]/.test(this.#source[this.#word.at] ?? '')) this.#word.at++;
  }

  #note(severity: 'warning' | 'information', at: number, message: string): void {
    this.#notes.add(severity, this.#offset + at, message);
  }
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}
