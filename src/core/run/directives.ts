import { AppError } from '../appError.ts';
import type { PollOptions } from '../http/poll.ts';
import type { DirectiveNode, RequestNode } from '../syntax/tree.ts';
import { durationMs } from './duration.ts';
import { placeOf } from './place.ts';

export interface Directives {
  readonly poll?: PollOptions;
  readonly noAuth: boolean;
  readonly timeoutMs?: number;
}

const pollDefaults: PollOptions = { everyMs: 2000, timeoutMs: 600_000 };
const withoutEffect = new Set(['name', 'tag']);

/** What the directives of a request ask for. One that this version cannot honour is an error, never ignored. */
export function readDirectives(request: RequestNode, text: string): Directives {
  let directives: Directives = { noAuth: false };
  for (const node of request.directives) {
    const fail = (message: string): AppError =>
      new AppError('invalid-request', `${placeOf(text, node.span)}: ${message} Nothing was sent.`);
    directives = { ...directives, ...read(node, fail) };
  }
  return directives;
}

function read({ word, argument }: DirectiveNode, fail: (message: string) => AppError): Partial<Directives> {
  if (word === 'no-auth') return { noAuth: true };
  if (word === 'poll') return { poll: readPoll(argument, fail) };
  if (word === 'timeout') return { timeoutMs: duration(argument, fail) };
  if (withoutEffect.has(word) || !known.has(word)) return {};
  throw fail(`@${word} is not supported in this version: remove the line.`);
}

const known = new Set([
  'account',
  'assert',
  'capture',
  'prompt',
  'secret-prompt',
  'portfolio',
  'no-redirect',
  'retry',
  'note',
  'depends',
]);

function readPoll(argument: string, fail: (message: string) => AppError): PollOptions {
  const options = { ...pollDefaults };
  for (const item of argument.split(/\s+/).filter((part) => part !== '')) {
    const [key, value = ''] = item.split('=', 2);
    if (key === 'every') options.everyMs = duration(value, fail);
    else if (key === 'timeout') options.timeoutMs = duration(value, fail);
    else throw fail(`@poll does not know "${item}" in this version. Write: @poll every=2s timeout=10m`);
  }
  return options;
}

function duration(text: string, fail: (message: string) => AppError): number {
  const ms = durationMs(text);
  if (ms === undefined) throw fail(`"${text}" is not a time. Write it like 500ms, 2s or 10m.`);
  return ms;
}
