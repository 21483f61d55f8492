import type { BodyPart } from '../syntax/requestText.ts';
import type { CurlArgument } from './curlArguments.ts';
import { textParts } from './curlForm.ts';
import type { Markers } from './markers.ts';
import type { Notes } from './notes.ts';
import { bytesOfText } from './rawBytes.ts';
import type { ShellInput } from './shellCommand.ts';

/** A file that stands in data, and whether curl removes its line ends. */
interface DataFile {
  readonly path: string;
  readonly isStripped: boolean;
}

type Piece = string | DataFile;

/** The body that `-d` and its kin make up, in their order. */
export class CurlData {
  readonly #pieces: Piece[] = [];
  readonly #markers: Markers;
  readonly #notes: Notes;
  readonly #input: ShellInput | undefined;
  #count = 0;

  constructor(markers: Markers, notes: Notes, input: ShellInput | undefined) {
    this.#markers = markers;
    this.#notes = notes;
    this.#input = input;
  }

  get isGiven(): boolean {
    return this.#count > 0;
  }

  add({ name, value, at }: CurlArgument): void {
    if (this.#count++ > 0 && name !== 'json') this.#pieces.push('&');
    if (name === 'data-urlencode' || name === 'url-query') this.#pieces.push(...this.#encoded(value, at));
    else if (name === 'data-raw' || !value.startsWith('@')) this.#pieces.push(value);
    else this.#pieces.push(this.#file(value.slice(1), name === 'data' || name === 'data-ascii'));
  }

  /** For the body. */
  get parts(): readonly BodyPart[] {
    return this.#pieces.flatMap((piece): readonly BodyPart[] =>
      typeof piece === 'string' ? textParts(piece, this.#markers) : [{ file: this.#markers.template(piece.path) }],
    );
  }

  /** For the URL, with `-G`; undefined where a file belongs to it. */
  get text(): string | undefined {
    return this.#pieces.every((piece) => typeof piece === 'string') ? this.#pieces.join('') : undefined;
  }

  /** What curl does to the files and this product does not. */
  noteFiles(at: number): void {
    for (const piece of this.#pieces) {
      if (typeof piece === 'string' || !piece.isStripped) continue;
      const message = `curl removes the line ends of ${piece.path} before it sends it; here they are sent.`;
      this.#notes.add('warning', at, message);
    }
  }

  #file(path: string, isStripped: boolean): Piece {
    const input = path === '-' ? (this.#input ?? { kind: 'file', path }) : ({ kind: 'file', path } as const);
    if (input.kind === 'file') return { path: input.path, isStripped };
    return isStripped ? input.text.replaceAll(/[\r\n\0]/g, '') : input.text;
  }

  /** `content`, `=content`, `name=content`, `@file`, `name@file`. */
  #encoded(value: string, at: number): readonly Piece[] {
    const encode = (text: string): string => this.#markers.encode(text, formEncode);
    const split = /[=@]/.exec(value);
    if (split === null) return [encode(value)];
    const name = value.slice(0, split.index);
    const rest = value.slice(split.index + 1);
    const start = name === '' ? '' : `${name}=`;
    if (split[0] === '=') return [start + encode(rest)];
    const file = this.#file(rest, false);
    if (typeof file === 'string') return [start + encode(file)];
    this.#notes.add('warning', at, `curl encodes the content of ${file.path}; here it is sent as it is.`);
    return [start, file];
  }
}

/** RFC 3986's unreserved characters stay, a space is `+`. */
function formEncode(text: string): string {
  let encoded = '';
  for (const byte of bytesOfText(text)) {
    const character = String.fromCharCode(byte);
    if (/[\w.~-]/.test(character)) encoded += character;
    else encoded += byte === 0x20 ? '+' : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return encoded;
}
