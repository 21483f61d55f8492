import { urlEncode } from '../urlEncode.ts';
import { ownValue } from '../lookup.ts';
import { splitShellWords } from './shellWords.ts';

export interface CurlRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly string[];
  readonly body?: string;
  /** Options that have no meaning here, or that were not understood. */
  readonly ignored: readonly string[];
}

/** Options that take a value and do not change the request. */
const withValue = new Set(
  '-o --output -w --write-out -m --max-time --connect-timeout --retry --retry-delay -c --cookie-jar --cacert --cert -E --key --proxy -x --resolve --interface --max-redirs -K --config --ciphers --dns-servers --limit-rate'.split(
    ' ',
  ),
);
const data: Readonly<Record<string, 'data' | 'raw' | 'urlencode' | 'json'>> = {
  '-d': 'data',
  '--data': 'data',
  '--data-ascii': 'data',
  '--data-binary': 'raw',
  '--data-raw': 'raw',
  '--data-urlencode': 'urlencode',
  '--json': 'json',
};

/** A cURL command as a browser or a documentation gives it -> its request; undefined where it names no URL. */
export function parseCurl(command: string): CurlRequest | undefined {
  const reader = new CurlReader(splitShellWords(command.trim().replace(/^\$\s+/, '')));
  return reader.read();
}

class CurlReader {
  readonly #words: string[];
  readonly #headers: string[] = [];
  readonly #parts: string[] = [];
  readonly #forms: string[] = [];
  readonly #ignored: string[] = [];
  #method: string | undefined;
  #url: string | undefined;
  #isQuery = false;
  #isHead = false;

  constructor(words: readonly string[]) {
    this.#words = [...words];
  }

  read(): CurlRequest | undefined {
    if (!/^(?:.*\/)?curl(?:\.exe)?$/.test(this.#words.shift() ?? '')) return undefined;
    for (let word = this.#words.shift(); word !== undefined; word = this.#words.shift()) this.#word(word);
    if (this.#url === undefined) return undefined;
    const body = this.#body();
    const method = this.#method ?? this.#defaultMethod(body);
    const common = { method, url: withScheme(this.#url), headers: this.#headers, ignored: this.#ignored };
    if (body === undefined) return common;
    if (!this.#isQuery) return { ...common, body };
    return { ...common, url: `${common.url}${common.url.includes('?') ? '&' : '?'}${body}` };
  }

  #defaultMethod(body: string | undefined): string {
    if (this.#isHead) return 'HEAD';
    return body === undefined || this.#isQuery ? 'GET' : 'POST';
  }

  #word(word: string): void {
    const [name, attached] = splitOption(word);
    const value = (): string => attached ?? this.#words.shift() ?? '';
    const kind = ownValue(data, name);
    if (kind !== undefined) this.#data(kind, value());
    else if (!word.startsWith('-') || word === '-') this.#url ??= word;
    else if (!this.#common(name, value)) this.#other(name, value);
  }

  /** The options that say what is sent. */
  #common(name: string, value: () => string): boolean {
    const actions: Readonly<Record<string, () => void>> = {
      '-X': () => (this.#method = value().toUpperCase()),
      '-H': () => this.#headers.push(value().replace(/^([^:]+);$/, '$1:')),
      '-A': () => this.#headers.push(`User-Agent: ${value()}`),
      '-e': () => this.#headers.push(`Referer: ${value()}`),
      '-b': () => this.#headers.push(`Cookie: ${value()}`),
      '-u': () => this.#headers.push(`Authorization: Basic ${base64(value())}`),
      '-F': () => this.#forms.push(value()),
      '-G': () => (this.#isQuery = true),
      '-I': () => (this.#isHead = true),
      '--url': () => (this.#url ??= value()),
      '--oauth2-bearer': () => this.#headers.push(`Authorization: Bearer ${value()}`),
    };
    const action = ownValue(actions, ownValue(longNames, name) ?? name);
    action?.();
    return action !== undefined;
  }

  #other(name: string, value: () => string): void {
    if (withValue.has(name)) value();
    if (!harmless.has(name)) this.#ignored.push(name);
  }

  #data(kind: 'data' | 'raw' | 'urlencode' | 'json', value: string): void {
    if (kind === 'json') this.#addHeader('Accept', 'application/json');
    this.#addHeader('Content-Type', kind === 'json' ? 'application/json' : 'application/x-www-form-urlencoded');
    if (value.startsWith('@') && kind !== 'urlencode') this.#parts.push(`< ${value.slice(1)}`);
    else if (kind === 'data') this.#parts.push(value.replaceAll(/[\r\n]/g, ''));
    else this.#parts.push(kind === 'urlencode' ? encodePair(value) : value);
  }

  /** Unless it is given on the command line, wherever it stands there. */
  #addHeader(name: string, value: string): void {
    const isSame = (text: string): boolean => text.toLowerCase().startsWith(`${name.toLowerCase()}:`);
    const isGiven = this.#headers.some(isSame) || this.#words.some(isSame);
    if (!isGiven && !this.#isQuery && !this.#words.includes('-G') && !this.#words.includes('--get'))
      this.#headers.push(`${name}: ${value}`);
  }

  #body(): string | undefined {
    if (this.#forms.length > 0) return this.#multipart();
    return this.#parts.length === 0 ? undefined : this.#parts.join('&');
  }

  #multipart(): string {
    this.#headers.push('Content-Type: multipart/form-data; boundary=boundary');
    const parts = this.#forms.map((form) => {
      const [, name = '', value = ''] = /^([^=]*)=(.*)$/s.exec(form) ?? [];
      const file = /^[@<]([^;]*)/.exec(value)?.[1];
      const fileName = file === undefined ? '' : `; filename="${file.replace(/^.*\//, '')}"`;
      return `--boundary\nContent-Disposition: form-data; name="${name}"${fileName}\n\n${file === undefined ? value : `< ${file}`}`;
    });
    return `${parts.join('\n')}\n--boundary--`;
  }
}

const longNames: Readonly<Record<string, string>> = {
  '--request': '-X',
  '--header': '-H',
  '--user-agent': '-A',
  '--referer': '-e',
  '--cookie': '-b',
  '--user': '-u',
  '--form': '-F',
  '--get': '-G',
  '--head': '-I',
};

/** They do not change what is sent, or are what is done anyway. */
const harmless = new Set(
  '-s --silent -S --show-error -v --verbose -i --include -L --location --compressed -f --fail --http1.1 -# --progress-bar -g --globoff -N --no-buffer'.split(
    ' ',
  ),
);

/** `--data=x`, `-XPOST`, `-d{}`. */
function splitOption(word: string): readonly [string, string | undefined] {
  const long = /^(--[\w.-]+)=(.*)$/s.exec(word);
  if (long !== null) return [long[1] ?? '', long[2]];
  const short = /^(-[XHAebuFdomwxEKc])(.+)$/s.exec(word);
  return short === null ? [word, undefined] : [short[1] ?? '', short[2]];
}

function encodePair(text: string): string {
  const at = text.indexOf('=');
  return at < 0 ? urlEncode(text) : `${text.slice(0, at)}${at === 0 ? '' : '='}${urlEncode(text.slice(at + 1))}`;
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

/** As cURL does it. */
function withScheme(url: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(url) || url.startsWith('{{') ? url : `http://${url}`;
}
