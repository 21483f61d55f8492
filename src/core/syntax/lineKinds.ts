import { code, find, methodEnd, skipSpace, trimEnd } from './characters.ts';

/** What a line is, told from its characters alone. `at` is its first character that is no space, `end` its end. */

export function isComment(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit === code.hash || (unit === code.slash && text.charCodeAt(at + 1) === code.slash);
}

/** httpyac's `?? condition`. */
export function isConditionLine(text: string, at: number): boolean {
  return text.startsWith('?? ', at);
}

/** `>> path`, `>>! path`. */
export function isSave(text: string, at: number, end: number): boolean {
  if (!text.startsWith('>>', at)) return false;
  const after = text.charAt(at + 2) === '!' ? at + 3 : at + 2;
  return after < end && skipSpace(text, after, end) > after && trimEnd(text, after, end) > after;
}

/** `> file.js` */
export function isFileScript(text: string, at: number, end: number): boolean {
  const last = trimEnd(text, at, end);
  return (
    text.charCodeAt(at) === code.greater && text.charAt(at + 1) === ' ' && /\.(js|ts)$/.test(text.slice(last - 3, last))
  );
}

/** What ends the script that the line opens: `> {% … %}`, `< {% … %}`, a line `{{` … a line `}}`. */
export function scriptCloser(text: string, at: number, end: number): string | undefined {
  const unit = text.charCodeAt(at);
  if (unit === code.open) return isScriptBlock(text.slice(at, end)) ? '}}' : undefined;
  const isHandler = unit === code.greater || unit === code.less;
  return isHandler && text.startsWith('{%', skipSpace(text, at + 1, end)) ? '%}' : undefined;
}

/** The start of the line after the one that holds the closer; `limit` where nothing closes the script. */
export function scriptEnd(
  text: string,
  closer: string,
  line: { readonly first: number; readonly next: number },
  limit: number,
): number {
  const at = find(text, closer, closer === '}}' ? line.next : line.first, limit);
  return Math.min(find(text, '\n', at, limit) + 1, limit);
}

/** `{{`, `{{@request`, `{{+after` with the end on another line. */
function isScriptBlock(line: string): boolean {
  return line.startsWith('{{') && !line.includes('}}') && /^[ \t\r]*$|^[@+]/.test(line.slice(2));
}

export const commonMethods: ReadonlySet<string> = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']);

/** A line that can only be meant as a request: a common method and what looks like a URL. */
export function isRequestLine(text: string, at: number, end: number): boolean {
  const method = methodEnd(text, at, end);
  const url = skipSpace(text, method, end);
  return url > method && url < end && isUrlStart(text, url) && commonMethods.has(text.slice(at, method));
}

export function isUrlStart(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  if (unit === code.slash) return true;
  if (unit === code.open) return text.charCodeAt(at + 1) === code.open;
  return /^https?:\/\//i.test(text.slice(at, at + 8));
}

/** Where ` HTTP/x` begins behind a URL, as the last word of the line; `end` where there is none. */
export function versionStart(text: string, url: number, end: number): number {
  const line = text.slice(url, end);
  if (!line.includes('HTTP/')) return end;
  const version = /[ \t\r]HTTP\/\S*$/.exec(line);
  return version === null ? end : url + version.index;
}

/** A line that is no part of the body above it: a response, `>> path`, `?? condition`, a script. */
export function endsBody(text: string, line: number, at: number, end: number): boolean {
  return (
    text.startsWith('HTTP/', line) ||
    isConditionLine(text, at) ||
    (at === line && isSave(text, at, end)) ||
    scriptCloser(text, at, end) !== undefined ||
    isFileScript(text, at, end)
  );
}

/** A token (RFC 9110, 5.6.2), or references in the place of one. */
export function isHeaderName(name: string): boolean {
  return /^(?:[\w!#$%&'*+.^`|~-]|\{\{[^{}]*\}\})+$/.test(name);
}
