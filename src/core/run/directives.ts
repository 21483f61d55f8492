import { AppError } from '../appError.ts';
import type { PollOptions } from '../http/poll.ts';
import type { DirectiveNode, RequestNode } from '../syntax/nodes.ts';
import { parsePoll } from '../syntax/directives.ts';
import { durationMs } from '../syntax/duration.ts';
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
  const read = parsePoll(argument);
  if ('problem' in read) throw fail(read.problem);
  if (read.until !== undefined) throw fail('"until" is not supported in this version: remove it.');
  return { everyMs: read.everyMs ?? pollDefaults.everyMs, timeoutMs: read.timeoutMs ?? pollDefaults.timeoutMs };
}

function duration(text: string, fail: (message: string) => AppError): number {
  const ms = durationMs(text);
  if (ms === undefined) throw fail(`"${text}" is not a time. Write it like 500ms, 2s or 10m.`);
  return ms;
}
