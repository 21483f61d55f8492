import { directives } from '../directives/directives.ts';
import type { Completion } from './completion.ts';
import type { LanguageContext } from './context.ts';
import type { Scope } from './scope.ts';

/** In a comment: `before` is its line up to the cursor, `lineStart` where the line starts. */
export function completeDirective(
  before: string,
  lineStart: number,
  scope: Scope,
  { accounts }: LanguageContext,
): readonly Completion[] {
  const end = lineStart + before.length;
  const word = /^\s*(?:#|\/\/)\s*((@?)[\w-]*)$/.exec(before);
  if (word !== null) {
    const [, typed = '', mark = ''] = word;
    return words(mark, { start: end - typed.length, end });
  }
  const line = /^\s*(?:#|\/\/)\s*@([\w-]+)\s+(.*)$/.exec(before);
  return line === null ? [] : suggestions(line[1] ?? '', line[2] ?? '', end, scope, accounts);
}

function suggestions(
  name: string,
  argument: string,
  end: number,
  scope: Scope,
  accounts: LanguageContext['accounts'],
): readonly Completion[] {
  const directive = directives.get(name);
  if (directive?.suggest === undefined) return [];
  const typed = directive.oneThing === true ? argument : (argument.split(/\s/).at(-1) ?? '');
  const span = { start: end - typed.length, end };
  const labels = directive.suggest(argument, { accounts, requests: scope.requests.keys() });
  return labels.map((label) => ({ kind: 'value', label, span }));
}

function words(mark: string, span: Completion['span']): readonly Completion[] {
  return [...directives.values()].map(({ word, usage, description }) => ({
    kind: 'directive',
    label: `@${word}`,
    detail: usage,
    documentation: description,
    insert: `${mark === '' ? ' ' : ''}@${word}${usage === '' ? '' : ' '}`.trimStart(),
    span,
    goesOn: usage !== '',
  }));
}
