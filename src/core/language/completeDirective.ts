import { operators } from '../syntax/condition.ts';
import { directives } from '../syntax/directives.ts';
import type { Completion } from './completion.ts';
import type { LanguageContext } from './context.ts';
import type { Scope } from './scope.ts';

/** In a comment: `before` is its line up to the cursor, `lineStart` where the line starts. */
export function completeDirective(
  before: string,
  lineStart: number,
  scope: Scope,
  context: LanguageContext,
): readonly Completion[] {
  const end = lineStart + before.length;
  const word = /^\s*(?:#|\/\/)\s*((@?)[\w-]*)$/.exec(before);
  if (word !== null) {
    const [, typed = '', mark = ''] = word;
    return words(mark, { start: end - typed.length, end });
  }
  const given = /^\s*(?:#|\/\/)\s*@([\w-]+)\s+(.*)$/.exec(before);
  return given === null ? [] : argumentsOf(given[1] ?? '', given[2] ?? '', end, scope, context);
}

function argumentsOf(
  directive: string,
  argument: string,
  end: number,
  scope: Scope,
  context: LanguageContext,
): readonly Completion[] {
  // The label of an account may have spaces: it is the whole argument.
  const typed = directive === 'account' ? argument : (argument.split(/\s/).at(-1) ?? '');
  const span = { start: end - typed.length, end };
  return (values.get(directive)?.(argument, scope, context) ?? []).map((label) => ({ kind: 'value', label, span }));
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

const subjects = ['status', 'time', 'size', 'header ', 'body', 'body.$.'];

type Values = (argument: string, scope: Scope, context: LanguageContext) => readonly string[];

/** What may follow a directive. */
const values: ReadonlyMap<string, Values> = new Map<string, Values>([
  ['account', (_argument, _scope, context) => context.accounts],
  ['depends', (_argument, scope) => [...scope.requests.keys()]],
  ['retry', () => ['count=3']],
  ['timeout', () => ['10s', '30s', '2m']],
  [
    'portfolio',
    () => ['id=', 'weight=', 'weights-from=', 'scheme=ISIN', 'scale=percent', 'sheet=', 'split-by=', 'part='],
  ],
  ['assert', conditionValues],
  ['poll', pollValues],
]);

function pollValues(argument: string): readonly string[] {
  const until = /\buntil=(.*)$/.exec(argument)?.[1];
  if (until === undefined)
    return ['every=2s', 'timeout=10m', 'until='].filter(
      (one) => !argument.includes(one.slice(0, one.indexOf('=') + 1)),
    );
  return until.includes(' ') ? conditionValues(until) : subjects.map((one) => `until=${one}`);
}

function conditionValues(argument: string): readonly string[] {
  if (!argument.includes(' ')) return subjects;
  return /^(?:header\s+)?\S+\s+\S*$/.test(argument) ? ['not', 'count', 'length', ...operators] : [];
}
