import { rest, type Line } from './lines.ts';
import type { DirectiveNode, HeaderNode, VariableNode } from './tree.ts';

/** Readers of single lines before the body: each returns undefined where the line is of another kind. */

export function readTitle(line: Line): { readonly title: string; readonly span: Line } | undefined {
  const text = line.text.trimStart();
  if (!text.startsWith('###')) return undefined;
  let hashes = 3;
  while (text[hashes] === '#') hashes++;
  return { title: text.slice(hashes).trim(), span: line };
}

export function isComment(line: Line): boolean {
  const text = line.text.trimStart();
  return text.startsWith('#') || text.startsWith('//');
}

/** `# @word argument`, `//@word argument`, `# @name = x`. */
export function readDirective(line: Line): DirectiveNode | undefined {
  const match = /^\s*(?:#|\/\/)\s*@/.exec(line.text);
  if (match === null) return undefined;
  const wordStart = match[0].length;
  const word = /^[\w-]+/.exec(line.text.slice(wordStart))?.[0];
  if (word === undefined) return undefined;
  const after = line.text.slice(wordStart + word.length);
  const equals = word === 'name' ? (/^\s*=/.exec(after)?.[0].length ?? 0) : 0;
  const argument = rest(line, wordStart + word.length + equals);
  return {
    span: { start: line.start, end: line.end },
    word,
    wordSpan: { start: line.start + wordStart, end: line.start + wordStart + word.length },
    argument: argument.text,
    argumentSpan: argument.span,
  };
}

/** `@name = value`, with the escapes \n \r \t. */
export function readVariable(line: Line): VariableNode | undefined {
  const match = /^\s*@([\w.-]+)\s*=/.exec(line.text);
  if (match === null) return undefined;
  const [before, name = ''] = match;
  const nameStart = line.start + before.indexOf('@') + 1;
  const value = rest(line, before.length);
  return {
    span: { start: line.start, end: line.end },
    name,
    nameSpan: { start: nameStart, end: nameStart + name.length },
    value: value.text,
    valueSpan: value.span,
  };
}

/** `[METHOD] url [HTTP/x]`. */
export function readRequestLine(line: Line): { method: string; url: string; urlStart: number } | undefined {
  const { text, span } = rest(line, 0);
  if (text === '') return undefined;
  const method = /^([A-Z][A-Z0-9-]*)\s+/.exec(text);
  const urlText = text.slice(method?.[0].length ?? 0);
  const url = urlText.replace(/\s+HTTP\/[\d.]+$/, '');
  return { method: method?.[1] ?? 'GET', url, urlStart: span.start + (method?.[0].length ?? 0) };
}

const looksLikeUrl = /^(https?:\/\/|\/|\{\{)/i;

/** True for a line that can only be meant as a request: used where one is not expected. */
export function looksLikeRequest(line: Line): boolean {
  const method = /^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\s+(\S+)/.exec(line.text);
  return method !== null && looksLikeUrl.test(method[2] ?? '');
}

export function startsLikeUrl(url: string): boolean {
  return looksLikeUrl.test(url);
}

export function readHeader(line: Line): HeaderNode | undefined {
  const colon = line.text.indexOf(':');
  const name = line.text.slice(0, Math.max(colon, 0)).trim();
  if (name === '' || /\s/.test(name)) return undefined;
  const nameStart = line.start + line.text.indexOf(name);
  const value = rest(line, colon + 1);
  return {
    span: { start: line.start, end: line.end },
    name,
    nameSpan: { start: nameStart, end: nameStart + name.length },
    value: value.text,
    valueSpan: value.span,
  };
}
