import type { BodyPart, RequestText } from '../syntax/requestText.ts';
import type { CurlArgument } from './curlArguments.ts';
import { CurlData } from './curlData.ts';
import { boundary, multipartBody, type FormField } from './curlForm.ts';
import { CurlHeaders } from './curlHeaders.ts';
import { isSilent } from './curlOptions.ts';
import { curlTarget, expandGlob, readCurlUrl, withQuery } from './curlUrl.ts';
import type { Markers } from './markers.ts';
import type { Notes } from './notes.ts';
import type { ShellInput } from './shellCommand.ts';

interface Parts {
  readonly markers: Markers;
  readonly notes: Notes;
  readonly input: ShellInput | undefined;
  /** Of the command. */
  readonly at: number;
}

/** The requests of one command (up to `--next`): one for each URL. */
export function curlRequests(args: readonly CurlArgument[], parts: Parts): readonly RequestText[] {
  return new CurlRequests(args, parts).read();
}

/** What a value is kept of: the last one counts, as for curl. */
type Single =
  'request' | 'user' | 'oauth2-bearer' | 'upload-file' | 'max-time' | 'retry' | 'request-target' | 'proto-default';

class CurlRequests {
  readonly #args: readonly CurlArgument[];
  readonly #parts: Parts;
  readonly #urls: CurlArgument[] = [];
  readonly #fields: FormField[] = [];
  readonly #data: CurlData;
  readonly #query: CurlData;
  readonly #headers: CurlHeaders;
  readonly #flags = new Set<string>();
  readonly #single = new Map<Single, CurlArgument>();
  #isJson = false;

  constructor(args: readonly CurlArgument[], parts: Parts) {
    const { markers, notes, input } = parts;
    this.#args = args;
    this.#parts = parts;
    this.#data = new CurlData(markers, notes, input);
    this.#query = new CurlData(markers, notes, input);
    this.#headers = new CurlHeaders(markers, notes);
  }

  read(): readonly RequestText[] {
    for (const argument of this.#args) this.#argument(argument);
    if (this.#urls.length === 0) {
      this.#parts.notes.add('error', this.#parts.at, 'This cURL command names no URL: it was left out.');
      return [];
    }
    return this.#urls.flatMap((url) => this.#requestsOf(url));
  }

  #argument(argument: CurlArgument): void {
    const { name, at, shown } = argument;
    const isRead = this.#ofBody(argument) || this.#headers.add(argument) || this.#ofRequest(argument);
    if (!isRead && !isSilent(name))
      this.#parts.notes.add('warning', at, messages[name] ?? `${shown} has no counterpart here: it was left out.`);
  }

  #ofRequest(argument: CurlArgument): boolean {
    const { name, isOff } = argument;
    if (name === 'url') this.#urls.push(argument);
    else if (flags.has(name)) this.#flag(name, isOff);
    else if (singles.has(name)) this.#single.set(name as Single, argument);
    else return false;
    return true;
  }

  #ofBody(argument: CurlArgument): boolean {
    const { name, value } = argument;
    if (dataOptions.has(name)) this.#addData(argument);
    else if (name === 'url-query') this.#addQuery(argument);
    else if (name === 'form') this.#fields.push({ text: value, isPlain: false });
    else if (name === 'form-string') this.#fields.push({ text: value, isPlain: true });
    else return false;
    return true;
  }

  #flag(name: string, isOff: boolean): void {
    if (isOff) this.#flags.delete(name);
    else this.#flags.add(name);
  }

  #addData(argument: CurlArgument): void {
    if (argument.name === 'json') this.#isJson = true;
    this.#data.add(argument);
  }

  #addQuery(argument: CurlArgument): void {
    const { value } = argument;
    this.#query.add(value.startsWith('+') ? { ...argument, name: 'data-raw', value: value.slice(1) } : argument);
  }

  #requestsOf(argument: CurlArgument): readonly RequestText[] {
    const { notes } = this.#parts;
    const urls = this.#flags.has('globoff') ? [argument.value] : expandGlob(argument.value);
    if (urls !== undefined) return urls.flatMap((url) => this.#requestOf(url, argument.at) ?? []);
    notes.add('error', argument.at, 'This URL stands for too many URLs: the request was left out.');
    return [];
  }

  #requestOf(text: string, at: number): RequestText | undefined {
    const { markers, notes } = this.#parts;
    const { url: read, user } = readCurlUrl(text, this.#valueOf('proto-default') ?? 'http', markers);
    const url = this.#withData(read, at);
    if (!/^https?:\/\//i.test(url) && !markers.startsWith(url)) {
      notes.add('error', at, `Only http and https are supported: the request to ${url.slice(0, 40)} was left out.`);
      return undefined;
    }
    this.#noteTarget(url, at);
    const body = this.#body();
    const method = this.#method(body !== undefined);
    const headers = this.#headers.list({
      user: this.#valueOf('user') ?? user,
      bearer: this.#valueOf('oauth2-bearer'),
      type: this.#type(),
      acceptsJson: this.#isJson,
      compressed: this.#flags.has('compressed'),
    });
    const directives = this.#directives();
    return {
      title: `${method} ${pathOf(url, markers)}`,
      ...(directives.length === 0 ? {} : { directives }),
      method,
      url: markers.template(url),
      headers: headers.map(([name, value]) => [name, markers.template(value)]),
      ...(body === undefined ? {} : { body }),
    };
  }

  #valueOf(name: Single): string | undefined {
    return this.#single.get(name)?.value;
  }

  /** With `-G` the data is the query; `--url-query` always is. */
  #withData(url: string, at: number): string {
    const { notes } = this.#parts;
    let result = url;
    for (const data of [this.#query, ...(this.#flags.has('get') ? [this.#data] : [])]) {
      if (!data.isGiven) continue;
      if (data.text === undefined) notes.add('warning', at, 'A file cannot be part of a URL here: it was left out.');
      else result = withQuery(result, data.text.replaceAll(' ', '%20'));
    }
    const upload = this.#single.get('upload-file')?.value;
    if (upload !== undefined && /^[^?#]*\/$/.test(result)) return result + upload.replace(/^.*[/\\]/s, '');
    return result;
  }

  /** Where what is asked for is not what curl asks for, byte for byte. */
  #noteTarget(url: string, at: number): void {
    const { markers, notes } = this.#parts;
    const given = this.#single.get('request-target')?.value;
    const plain = url.replaceAll(/[^]/gu, (one) => (markers.expressionOf(one) === undefined ? one : 'x'));
    if (/[\u0000-\u0020]/.test(plain))
      notes.add('warning', at, 'curl refuses this URL: it holds a space or a control character.');
    if (!URL.canParse(plain)) {
      notes.add('error', at, 'This is no URL. Correct it in the request.');
      return;
    }
    const { pathname, search } = new URL(plain);
    const target = given ?? curlTarget(plain, this.#flags.has('path-as-is'));
    if (target === `${pathname}${search}`) return;
    notes.add('warning', at, `The path and query are sent as ${pathname}${search}; curl sends ${target}.`);
  }

  #body(): readonly BodyPart[] | undefined {
    const { markers, notes, at, input } = this.#parts;
    const upload = this.#single.get('upload-file');
    if (this.#fields.length > 0)
      return multipartBody(this.#fields, markers, (message) => notes.add('warning', at, message));
    if (upload !== undefined) {
      if (upload.value === '-' && input?.kind === 'text') return [input.text];
      return [
        {
          file: markers.template(
            upload.value === '-' && input !== undefined ? (input as { path: string }).path : upload.value,
          ),
        },
      ];
    }
    if (!this.#data.isGiven || this.#flags.has('get')) return undefined;
    this.#data.noteFiles(at);
    return this.#data.parts;
  }

  #method(hasBody: boolean): string {
    const { notes } = this.#parts;
    const given = this.#single.get('request');
    if (given !== undefined) {
      const upper = given.value.toUpperCase();
      if (upper !== given.value)
        notes.add('warning', given.at, `The method is sent as ${upper}; curl sends ${given.value}.`);
      if (/^[\w!$%&'*+.^`|~-]+$/.test(upper) && upper !== 'CONNECT') return upper;
      notes.add('error', given.at, `The method ${given.value.slice(0, 20)} cannot be sent here.`);
      return 'GET';
    }
    if (this.#flags.has('head')) return 'HEAD';
    if (this.#single.has('upload-file')) return 'PUT';
    return hasBody ? 'POST' : 'GET';
  }

  /** The Content-Type that curl adds where none is given. */
  #type(): { readonly value: string; readonly isMultipart: boolean } | undefined {
    if (this.#fields.length > 0) return { value: `multipart/form-data; boundary=${boundary}`, isMultipart: true };
    if (this.#single.has('upload-file') || !this.#data.isGiven) return undefined;
    const value = this.#isJson ? 'application/json' : 'application/x-www-form-urlencoded';
    return this.#flags.has('get') ? undefined : { value, isMultipart: false };
  }

  #directives(): readonly (readonly [string, string])[] {
    const timeout = Number(this.#single.get('max-time')?.value ?? 0);
    const retries = Number(this.#single.get('retry')?.value ?? 0);
    return [
      ...(timeout > 0 ? [['timeout', `${Math.round(timeout * 1000) / 1000}s`] as const] : []),
      ...(retries > 0 && retries < 100 ? [['retry', `count=${retries}`] as const] : []),
    ];
  }
}

const flags: ReadonlySet<string> = new Set(['get', 'head', 'globoff', 'compressed', 'path-as-is']);
const dataOptions: ReadonlySet<string> = new Set([
  'data',
  'data-ascii',
  'data-raw',
  'data-binary',
  'data-urlencode',
  'json',
]);
const singles: ReadonlySet<string> = new Set<Single>([
  ...([
    'request',
    'user',
    'oauth2-bearer',
    'upload-file',
    'max-time',
    'retry',
    'request-target',
    'proto-default',
  ] as const),
]);

/** What a reader may do instead, where there is something. */
const messages: Readonly<Record<string, string>> = {
  insecure: 'Certificates are always checked: name the authority in the setting "matter.tls.caFile", or with --cacert.',
  cacert: 'The authority of --cacert goes into the setting "matter.tls.caFile", or to the command line.',
  cert: 'The client certificate goes into the setting "matter.tls.clientCertificates", or to the command line.',
  key: 'The key goes into the setting "matter.tls.clientCertificates", or to the command line.',
  proxy: 'The proxy comes from the settings of the editor, or from HTTPS_PROXY.',
  digest: 'Only Basic and Bearer credentials can be sent: --digest was left out.',
  ntlm: 'Only Basic and Bearer credentials can be sent: --ntlm was left out.',
  negotiate: 'Only Basic and Bearer credentials can be sent: --negotiate was left out.',
  anyauth: 'Basic credentials are sent at once: --anyauth was left out.',
  config: 'The options in the file of --config are not read.',
  netrc: 'The credentials in .netrc are not read.',
};

function pathOf(url: string, markers: Markers): string {
  const path = url.replace(/^[a-z]+:\/\/[^/?#]*/i, '').replace(/[?#].*$/s, '') || '/';
  return path.replaceAll(/[^]/gu, (one) => {
    const expression = markers.expressionOf(one);
    return expression === undefined ? one : `{${expression}}`;
  });
}
