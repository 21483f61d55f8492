import type { Severity } from '../diagnostic.ts';
import type { CurlArgument } from './curlArguments.ts';
import type { Markers } from './markers.ts';
import type { Notes } from './notes.ts';
import { bytesOfText, latin1OfText } from './rawBytes.ts';

interface Wanted {
  /** `user:password`. */
  readonly user: string | undefined;
  readonly bearer: string | undefined;
  readonly type: { readonly value: string; readonly isMultipart: boolean } | undefined;
  readonly acceptsJson: boolean;
  readonly compressed: boolean;
}

type NamedValue = readonly [name: string, value: string];

/** Headers that only the transport writes. */
const ofTransport = /^(?:content-length|transfer-encoding|connection|keep-alive|upgrade|proxy-connection|te|trailer)$/i;

type Refusal = (at: number) => readonly [severity: Severity, at: number, message: string];

/** Why `-H text` is left out; undefined where it is a header. */
function refusalOf(text: string, name: string, mark: string, value: string): Refusal | undefined {
  if (text.startsWith('@'))
    return (at) => [
      'warning',
      at,
      `The headers in the file ${text.slice(1)} are not read: write them into the request.`,
    ];
  if (mark === '' || (mark === ';' && value !== ''))
    return (at) => ['information', at, `"${name || text.slice(0, 30)}" is no header, and curl sends it neither.`];
  if (/^[\w!#$%&'*+.^`|~-]+$/.test(name)) return undefined;
  return (at) => ['warning', at, `The header "${name.slice(0, 30)}" has no valid name: it was left out.`];
}

/** The headers of a command, those that curl adds among them, in curl's order. */
export class CurlHeaders {
  readonly #markers: Markers;
  readonly #notes: Notes;
  /** From `-H`; without a value it removes what curl would send. */
  readonly #custom: (readonly [name: string, value: string | undefined])[] = [];
  readonly #cookies: string[] = [];
  readonly #own = new Map<string, string>();

  constructor(markers: Markers, notes: Notes) {
    this.#markers = markers;
    this.#notes = notes;
  }

  /** False where the option is none of a header. */
  add(argument: CurlArgument): boolean {
    const { name, value, at } = argument;
    if (name === 'header') this.#header(value, at);
    else if (name === 'cookie') this.#cookie(value, at);
    else if (name === 'user-agent') this.#own.set('User-Agent', this.#asBytes(value));
    else if (name === 'referer') this.#own.set('Referer', this.#asBytes(value.replace(/;auto$/, '')));
    else if (name === 'range') this.#own.set('Range', `bytes=${value}`);
    else if (name === 'continue-at' && /^\d+$/.test(value)) this.#own.set('Range', `bytes=${value}-`);
    else if (name === 'time-cond') return this.#time(value);
    else return false;
    return true;
  }

  list({ user, bearer, type, acceptsJson, compressed }: Wanted): readonly NamedValue[] {
    const basic = user === undefined ? '' : this.#basic(user);
    const own = (name: string): NamedValue => [name, this.#own.get(name) ?? ''];
    const before: readonly NamedValue[] = [
      ['Authorization', bearer === undefined ? basic : `Bearer ${bearer}`],
      own('Range'),
      own('User-Agent'),
      ['Accept-Encoding', compressed ? 'deflate, gzip, br' : ''],
      own('Referer'),
      ['Cookie', this.#cookies.join(';')],
      own('If-Modified-Since'),
      own('If-Unmodified-Since'),
    ];
    const after: readonly NamedValue[] = [
      ['Content-Type', type?.value ?? ''],
      ['Accept', acceptsJson ? 'application/json' : ''],
    ];
    const isAdded = ([name, value]: NamedValue): boolean => value !== '' && !this.#isGiven(name);
    const custom = this.#custom.flatMap(([name, value]) =>
      value === undefined ? [] : [this.#typed(name, value, type)],
    );
    return [...before.filter(isAdded), ...custom, ...after.filter(isAdded)];
  }

  /** curl adds the boundary to a type of its user's. */
  #typed(name: string, value: string, type: Wanted['type']): NamedValue {
    const isType = type?.isMultipart === true && name.toLowerCase() === 'content-type';
    return isType ? [name, `${value.replace(/;\s*boundary=[^;]*/i, '')}; boundary=boundary`] : [name, value];
  }

  #isGiven(name: string): boolean {
    return this.#custom.some(([given]) => given.toLowerCase() === name.toLowerCase());
  }

  #header(text: string, at: number): void {
    const [, name = '', mark = '', rest = ''] = /^([^:;]*)([:;])(.*)$/s.exec(text) ?? [];
    const value = rest.trim();
    const refusal = refusalOf(text, name, mark, value);
    if (refusal !== undefined) this.#notes.add(...refusal(at));
    else if (value === '' && mark === ':') this.#remove(name, at);
    else {
      this.#noteValue(name, value, at);
      this.#custom.push([name, this.#asBytes(value)]);
    }
  }

  #remove(name: string, at: number): void {
    if (/^host$/i.test(name)) this.#notes.add('warning', at, 'A request always has a Host here: it was left out.');
    this.#custom.push([name, undefined]);
  }

  #noteValue(name: string, value: string, at: number): void {
    const isUsual = /^connection$/i.test(name) && /^keep-alive$/i.test(value);
    if (ofTransport.test(name) && !isUsual)
      this.#notes.add(
        'warning',
        at,
        `${name} is decided when the request is sent: what is written here has no effect.`,
      );
    if (/^content-type$/i.test(name) && /^multipart\/(?!form-data)/i.test(value))
      this.#notes.add('warning', at, 'In a body that is no form, curl writes the parts of -F as attachments.');
    if (/[\r\n\0]/.test(value))
      this.#notes.add('error', at, `The value of ${name} holds a line end, and cannot be sent.`);
  }

  /** curl sends UTF-8, headers carry bytes: each is written as the character that it stands for. */
  #asBytes(value: string): string {
    return this.#markers.encodePlain(value, latin1OfText);
  }

  #cookie(value: string, at: number): void {
    if (value.includes('=')) this.#cookies.push(this.#asBytes(value));
    else if (value !== '') this.#notes.add('warning', at, `The cookies in the file ${value} are not read.`);
  }

  #time(value: string): boolean {
    const isUntil = value.startsWith('-');
    const time = Date.parse(isUntil ? value.slice(1) : value);
    if (Number.isNaN(time)) return false;
    this.#own.set(isUntil ? 'If-Unmodified-Since' : 'If-Modified-Since', new Date(time).toUTCString());
    return true;
  }

  /** With a variable in them they are encoded at send. */
  #basic(user: string): string {
    const pair = user.includes(':') ? user : `${user}:${this.#markers.mark('password')}`;
    if (this.#markers.has(pair)) return `Basic ${pair}`;
    return `Basic ${btoa(String.fromCharCode(...bytesOfText(pair)))}`;
  }
}
