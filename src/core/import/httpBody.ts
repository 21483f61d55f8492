import { fileLine } from '../syntax/bodyToSend.ts';
import { withoutComments } from '../syntax/jsonComments.ts';

interface Header {
  readonly name: string;
  readonly value: string;
}

interface Source {
  readonly method: string;
  readonly headers: readonly Header[];
  readonly lines: readonly string[];
  readonly fragments: ReadonlyMap<string, string>;
  readonly note: (message: string) => void;
}

export interface HttpBody {
  readonly method: string;
  readonly headers: readonly Header[];
  /** Text, and files by their path. */
  readonly body: readonly (string | { readonly file: string; readonly hasReferences: boolean })[];
}

/** The body as it is sent by others: without comment lines, GraphQL as JSON, a form on one line, multipart with CRLF. */
export function httpBody(source: Source): HttpBody {
  const { method, headers, lines } = source;
  const isTyped = headers.some(({ name, value }) => /^x-request-type$/i.test(name) && /graphql/i.test(value));
  if (method === 'GRAPHQL' || isTyped) return graphql(source);
  return { method, headers, body: bodyOf(trimmed(lines), contentType(headers), source.note) };
}

function contentType(headers: readonly Header[]): string {
  return headers.find(({ name }) => name.toLowerCase() === 'content-type')?.value ?? '';
}

function isJson([first = '']: readonly string[], type: string): boolean {
  return type === '' ? /^\s*[{[]/.test(first) : /[/+]json/i.test(type);
}

function bodyOf(lines: readonly string[], type: string, note: Source['note']): HttpBody['body'] {
  if (isJson(lines, type)) return parts(jsonLines(lines, note), '\n');
  if (/markdown/i.test(type)) return parts(lines, '\n');
  const kept = lines.filter((line) => !/^\s*(?:#|\/\/)/.test(line));
  if (kept.length < lines.length) note('Comment lines in the body were left out, as they are not sent.');
  if (/x-www-form-urlencoded/i.test(type)) return parts(trimmed(kept).map(formLine), '');
  const body = parts(trimmed(kept), /^multipart\//i.test(type) ? '\r\n' : '\n');
  return /ndjson/i.test(type) && body.length > 0 ? [...body, '\n'] : body;
}

/** Comments in JSON are not sent: those of whole lines by no tool, those behind a value by none that reads JSON. */
function jsonLines(lines: readonly string[], note: (message: string) => void): readonly string[] {
  const text = lines.join('\n');
  const kept = withoutComments(text);
  if (kept !== text) note('Comments in the JSON body were left out, as they are not sent.');
  return trimmed(kept.split('\n'));
}

/** What no URL holds, and a `%` that encodes nothing (RFC 3986, 2). */
const notInUrl = /[^!#$&'()*+,\-./0-9:;=?@A-Z[\\\]^_a-z|~%]|%(?![\da-fA-F]{2})/gu;

/** httpyac and REST Client take the white space around the lines of a form for layout, and encode what no URL holds. */
function formLine(line: string): string {
  if (fileLine(line) !== undefined) return line;
  return line
    .trim()
    .split(/(\{\{[^{}]*\}\})/)
    .map((part, index) => (index % 2 === 1 ? part : part.replaceAll(notInUrl, encodeURIComponent)))
    .join('');
}

function parts(lines: readonly string[], lineEnd: string): HttpBody['body'] {
  return lines.flatMap((line, index) => {
    const file = fileLine(line);
    const part = file === undefined ? line : { file: file.path, hasReferences: file.hasReferences };
    return index === 0 ? [part] : [lineEnd, part];
  });
}

/** The query, the fragments that it uses, and its variables as the members of a JSON object. */
function graphql({ method, headers, lines, fragments, note }: Source): HttpBody {
  const text = trimmed(lines).join('\n');
  const [, query = text, variables = ''] = /^([\s\S]*?\})\s*\n\s*\n(\{[\s\S]*\})\s*$/.exec(text) ?? [];
  const used = [...fragments]
    .filter(([name]) => new RegExp(`\\.\\.\\.\\s*${name}\\b`).test(query))
    .map(([, one]) => one);
  if (headers.some(({ name }) => /^x-request-type$/i.test(name)))
    note('X-Request-Type only says what the body is: it was left out.');
  const own = headers.filter(({ name }) => !/^(?:x-request-type|content-type)$/i.test(name));
  const whole = JSON.stringify([query.trim(), ...used].join('\n'));
  const body = `{\n  "query": ${whole}${variables === '' ? '' : `,\n  "variables": ${variables}`}\n}`;
  return {
    method: method === 'GRAPHQL' ? 'POST' : method,
    headers: [...own, { name: 'Content-Type', value: 'application/json' }],
    body: [body],
  };
}

function trimmed(lines: readonly string[]): readonly string[] {
  const first = lines.findIndex((line) => line.trim() !== '');
  const last = lines.findLastIndex((line) => line.trim() !== '');
  return first < 0 ? [] : lines.slice(first, last + 1);
}
