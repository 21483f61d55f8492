import { endOfPath, operationsAt } from '../api/matchOperation.ts';
import type { Span } from '../syntax/nodes.ts';
import { requestOf } from '../syntax/requestOf.ts';
import { shift } from '../syntax/span.ts';
import type { MatterTree } from '../syntax/tree.ts';
import { completeDirective } from './completeDirective.ts';
import { completeReference } from './completeReference.ts';
import type { LanguageContext } from './context.ts';
import { headerDocs } from './headers.ts';
import { cursorContextAt, type CursorContext } from './cursorContext.ts';
import { scopeOf } from './scope.ts';

export interface Completion {
  readonly kind:
    'method' | 'path' | 'header' | 'value' | 'variable' | 'function' | 'directive' | 'property' | 'snippet';
  readonly label: string;
  readonly detail?: string;
  readonly documentation?: string;
  /** The text to insert; a VS Code snippet where `isSnippet`. Without it the label is inserted. */
  readonly insert?: string;
  readonly isSnippet?: boolean;
  /** What it replaces. */
  readonly span: Span;
  /** Completion goes on right after it. */
  readonly goesOn?: boolean;
}

/** What may stand at the cursor; inside a JSON body without references: nothing, that is the schema's. */
export function completeAt(tree: MatterTree, offset: number, context: LanguageContext): readonly Completion[] {
  const place = cursorContextAt(tree, offset);
  if (place === undefined) return [];
  const completions = completeIn(tree, place, context);
  return completions.map((completion) => ({ ...completion, span: shift(completion.span, place.start) }));
}

function completeIn(tree: MatterTree, place: CursorContext, context: LanguageContext): readonly Completion[] {
  const { before, lineStart, offset } = place;
  const open = before.lastIndexOf('{{');
  const isComment = /^\s*(?:#|\/\/)/.test(before);
  if (open >= 0 && !before.includes('}}', open) && !isComment)
    return completeReference(before.slice(open + 2), offset, scopeOf(tree), context);
  if (isComment) return completeDirective(before, lineStart, scopeOf(tree), context);
  if (isInBody(place)) return [];
  if (isInHead(place)) return completeHeader(before, lineStart, place);
  return completeRequestLine(place, context);
}

function isInBody({ block, lineStart }: CursorContext): boolean {
  const request = block.first('request');
  if (request === undefined || lineStart <= request.start) return false;
  return /\n[ \t]*\r?\n/.test(block.text.slice(request.start, lineStart));
}

function isInHead({ block, lineStart }: CursorContext): boolean {
  const request = block.first('request');
  return request !== undefined && lineStart > request.start;
}

function completeHeader(before: string, lineStart: number, { block, offset }: CursorContext): readonly Completion[] {
  const colon = before.indexOf(':');
  if (colon < 0) {
    const given = new Set(requestOf(block)?.headers.map(({ name }) => name.toLowerCase()));
    const start = lineStart + before.length - before.trimStart().length;
    const rest = /^[\w-]*/.exec(block.text.slice(offset))?.[0].length ?? 0;
    return [...headerDocs.values()]
      .filter(({ name }) => !given.has(name.toLowerCase()) || name.toLowerCase() === before.trim().toLowerCase())
      .map(({ name, description, values }) => ({
        kind: 'header',
        label: name,
        documentation: description,
        insert: block.text.charAt(offset + rest) === ':' ? name : `${name}: `,
        span: { start, end: offset + rest },
        goesOn: values.length > 0,
      }));
  }
  const start = lineStart + colon + 1 + (/^\s*/.exec(before.slice(colon + 1))?.[0].length ?? 0);
  const values = headerDocs.get(before.slice(0, colon).trim().toLowerCase())?.values ?? [];
  return values.map((value) => ({ kind: 'value', label: value, span: { start, end: lineEndOf(block.text, offset) } }));
}

function lineEndOf(text: string, offset: number): number {
  const rest = /^[^\r\n]*/.exec(text.slice(offset))?.[0] ?? '';
  return offset + rest.length;
}

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];

function completeRequestLine(place: CursorContext, context: LanguageContext): readonly Completion[] {
  const { before, lineStart } = place;
  const [head = '', method] = /^\s*(?:([A-Z][A-Z0-9-]*)\s+)?/.exec(before) ?? [];
  const urlStart = lineStart + head.length;
  const url = before.slice(head.length);
  if (url.startsWith('@')) return [];
  if (endOfPath(url) < url.length) return queryParameters(place, urlStart, url, method ?? 'GET', context);
  const isStart = method === undefined && !/[/:{]/.test(url);
  return [
    ...(isStart ? startOfLine(place, context) : []),
    ...paths(place, urlStart, isStart ? '' : url, method, context),
  ];
}

function startOfLine({ before, lineStart, offset }: CursorContext, { api }: LanguageContext): readonly Completion[] {
  const start = lineStart + before.length - before.trimStart().length;
  const span = { start, end: offset };
  const snippet = (label: string, insert: string, detail: string): Completion => ({
    kind: 'snippet',
    label,
    insert,
    detail,
    isSnippet: true,
    span,
  });
  return [
    ...methods.map((label): Completion => ({
      kind: 'method',
      label,
      insert: `${label} `,
      span,
      goesOn: api.operations.length > 0,
    })),
    snippet('###', '### ${1:Title}\n$0', 'A new request'),
    snippet('# @', '# @', 'A directive'),
    snippet('@variable', '@${1:name} = ${2:value}\n$0', 'A file variable'),
  ];
}

function paths(
  { offset, block }: CursorContext,
  start: number,
  typed: string,
  method: string | undefined,
  { api }: LanguageContext,
): readonly Completion[] {
  if (/^(?:https?:|\{)/i.test(typed)) return [];
  const rest = /^[^\s?#]*/.exec(block.text.slice(offset))?.[0].length ?? 0;
  return api.operations
    .filter((operation) => method === undefined || operation.method === method)
    .map((operation) => {
      const required = operation.parameters.filter((one) => one.in === 'query' && one.required);
      let count = 0;
      const path = escapeSnippet(operation.path).replaceAll(
        /\\\{([^{}\\]+)\\\}/g,
        (_, name: string) => `\${${++count}:${name}}`,
      );
      const query = required.map(({ name }) => `${name}=\${${++count}:${name}}`).join('&');
      const insert = `${method === undefined ? `${operation.method} ` : ''}${path}${query === '' ? '' : `?${query}`}`;
      return {
        kind: 'path',
        label: method === undefined ? `${operation.method} ${operation.path}` : operation.path,
        detail: operation.summary,
        documentation: operation.description,
        insert,
        isSnippet: true,
        span: { start, end: offset + rest },
      } as const;
    });
}

function escapeSnippet(text: string): string {
  return text.replaceAll(/[\\$}{]/g, (character) => (character === '{' ? '\\{' : `\\${character}`));
}

function queryParameters(
  { offset, block }: CursorContext,
  start: number,
  url: string,
  method: string,
  { api }: LanguageContext,
): readonly Completion[] {
  const word = /[?&]([^&=]*)$/.exec(url);
  if (word === null) return [];
  const rest = /^[^\s&=#]*/.exec(block.text.slice(offset))?.[0].length ?? 0;
  const isFollowed = block.text.charAt(offset + rest) === '=';
  const at = start + url.length - (word[1]?.length ?? 0);
  const operation = operationsAt(api, url).find((one) => one.method === method);
  return (operation?.parameters ?? [])
    .filter((parameter) => parameter.in === 'query')
    .map(({ name, description, required }) => ({
      kind: 'property',
      label: name,
      ...(required ? { detail: 'required' } : {}),
      documentation: description,
      insert: isFollowed ? name : `${name}=`,
      span: { start: at, end: offset + rest },
    }));
}
