import type { Markers } from './markers.ts';

/** How many requests one command may become. */
const globLimit = 200;

/** curl's globbing: `{a,b}`, `[1-3]`, `[a-c:2]` in a URL are several URLs. Undefined where there are too many. */
export function expandGlob(url: string): readonly string[] | undefined {
  const match = /\{([^{}]*)\}|\[([^[\]]*)\]/.exec(url.replaceAll(/\\[[\]{}]/g, '\uE000\uE000'));
  if (match === null) return [url.replaceAll(/\\([[\]{}])/g, '$1')];
  const [found, set, range] = match;
  const start = url.slice(0, match.index);
  const alternatives = set === undefined ? rangeOf(range ?? '') : set.split(',');
  if (alternatives === undefined) {
    // No range, as the address of an IPv6 host: text.
    const rest = expandGlob(url.slice(match.index + found.length));
    return rest?.map((one) => start + found + one);
  }
  const rest = expandGlob(url.slice(match.index + found.length));
  if (rest === undefined || alternatives.length * rest.length > globLimit) return undefined;
  return alternatives.flatMap((one) => rest.map((tail) => start + one + tail));
}

/** The texts of `1-3`, `01-10:2`, `a-c`; undefined for any other. */
function rangeOf(text: string): readonly string[] | undefined {
  const [, from, to = '', step = '1'] = /^(\d+|[A-Za-z])-(\d+|[A-Za-z])(?::(\d+))?$/.exec(text) ?? [];
  if (from === undefined || /\d/.test(from) !== /\d/.test(to)) return undefined;
  if (!/\d/.test(from))
    return sequence(from.charCodeAt(0), to.charCodeAt(0), Number(step)).map((unit) => String.fromCharCode(unit));
  const width = from.startsWith('0') ? from.length : 0;
  return sequence(Number(from), Number(to), Number(step)).map((value) => String(value).padStart(width, '0'));
}

function sequence(from: number, to: number, step: number): readonly number[] {
  const count = Math.floor((to - from) / Math.max(1, step)) + 1;
  return Array.from({ length: Math.min(Math.max(count, 0), globLimit + 1) }, (_, index) => from + index * step);
}

export interface CurlUrl {
  readonly url: string;
  /** `user:password` of the URL, decoded. */
  readonly user?: string;
}

/** As curl reads a URL: `http://` where no scheme is given, the user name and password taken out. */
export function readCurlUrl(text: string, defaultScheme: string, markers: Markers): CurlUrl {
  const hasScheme = /^[a-z][a-z\d+.-]*:\/\//i.test(text);
  const isReference = markers.startsWith(text);
  const url = hasScheme || isReference ? text : `${defaultScheme}://${text}`;
  const [, scheme = '', user, rest = ''] = /^([a-z][a-z\d+.-]*:\/\/)([^/?#]*)@(.*)$/is.exec(url) ?? [];
  return user === undefined ? { url } : { url: scheme + rest, user: decoded(user) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** With `query` behind the query that it has, before its fragment. */
export function withQuery(url: string, query: string): string {
  const [, base = '', fragment = ''] = /^([^#]*)(#.*)?$/s.exec(url) ?? [];
  const path = /^[a-z][a-z\d+.-]*:\/\/[^/?]*$/i.test(base) ? `${base}/` : base;
  if (query === '') return path + fragment;
  const join = !path.includes('?') ? '?' : path.endsWith('?') || path.endsWith('&') ? '' : '&';
  return `${path}${join}${query}${fragment}`;
}

/** What curl asks a server for: path and query, dot segments removed (RFC 3986, 5.2.4) unless `asIs`. */
export function curlTarget(url: string, asIs: boolean): string {
  const [, path = '', query = ''] = /^[a-z][a-z\d+.-]*:\/\/[^/?#]*([^?#]*)(\?[^#]*)?/is.exec(url) ?? [];
  const target = asIs ? path : withoutDots(path);
  return `${target.startsWith('/') ? '' : '/'}${target}${query}`;
}

function withoutDots(path: string): string {
  const kept: string[] = [];
  const segments = path.split('/');
  for (const [index, segment] of segments.entries()) {
    const isLast = index === segments.length - 1;
    if (segment === '..' && kept.length > 1) kept.pop();
    else if (segment !== '.' && segment !== '..') kept.push(segment);
    if (isLast && (segment === '.' || segment === '..')) kept.push('');
  }
  return kept.join('/');
}
