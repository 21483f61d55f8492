import { skipSpace, trimEnd } from './characters.ts';
import { withoutComments } from './jsonComments.ts';

/** How a body is read, and sent. */
export type BodyKind = 'json' | 'form' | 'multipart' | 'text';

/** A body as it is sent, but for its references and the files that its lines name. */
export interface BodyText {
  readonly kind: BodyKind;
  readonly lines: readonly string[];
  /** Between two lines; after the last one too where it is multipart (RFC 2046, 5.1.1). */
  readonly lineEnd: string;
}

interface Source {
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly body?: { readonly text: string };
}

/** By the first Content-Type; without one, what begins like JSON is JSON. Every part of the product asks this. */
export function bodyKind(headers: Source['headers'], body: string): BodyKind {
  const type = headers.find(({ name }) => name.toLowerCase() === 'content-type')?.value.toLowerCase();
  if (type === undefined) return /^\s*[{[](?!\{)/.test(body) ? 'json' : 'text';
  if (/[/+]json[ \t]*(?:;|$)/.test(type)) return 'json';
  if (type.startsWith('multipart/')) return 'multipart';
  return type.includes('application/x-www-form-urlencoded') ? 'form' : 'text';
}

/** JSON without comments, a form with its lines joined, multipart with CRLF; else verbatim. */
export function bodyText({ headers, body }: Source): BodyText | undefined {
  if (body === undefined) return undefined;
  const kind = bodyKind(headers, body.text);
  const text = kind === 'json' ? withoutComments(body.text) : body.text;
  const lines = text.split('\n');
  if (kind === 'multipart') return { kind, lines: lines.map((line) => line.replace(/\r$/, '')), lineEnd: '\r\n' };
  if (kind === 'form') return { kind, lines: lines.map(trimmed), lineEnd: '' };
  return { kind, lines, lineEnd: '\n' };
}

/** Of the white space of the format only: `trim` would take more. */
function trimmed(line: string): string {
  const start = skipSpace(line, 0, line.length);
  return line.slice(start, trimEnd(line, start, line.length));
}

/** The text of the body as it is sent, its references and the lines that name files as they are written. */
export function bodyToSend(source: Source): string | undefined {
  const body = bodyText(source);
  return body === undefined ? undefined : body.lines.join(body.kind === 'multipart' ? '\n' : body.lineEnd);
}

/** A line `< path`, or `<@ path`, whose file has references of its own. */
export interface FileLine {
  readonly path: string;
  readonly hasReferences: boolean;
}

/** The file that a line of a body names; undefined where the line is text. */
export function fileLine(line: string): FileLine | undefined {
  const [, mark, path] = /^<(@\w*)?[ \t]+(\S.*)$/.exec(line.slice(0, trimEnd(line, 0, line.length))) ?? [];
  return path === undefined ? undefined : { path, hasReferences: mark !== undefined };
}
