import { durationMs } from '../syntax/duration.ts';
import { parseCondition, subjects, suggestCondition, type Condition } from './condition.ts';
import type { Directive, Parsed } from './directive.ts';
import { notATime } from './timeout.ts';

export interface Poll {
  readonly everyMs: number;
  readonly timeoutMs: number;
  /** Without it: until the status is not 202. */
  readonly until?: Condition;
}

export const pollDirective: Directive<Poll> = {
  word: 'poll',
  usage: 'every=2s timeout=10m until=status == 200',
  description:
    'Asks again until the condition holds; without one, until the status is not 202. Honours Retry-After; a 4xx or 5xx ends it.',
  parse,
  suggest,
};

/** The condition takes the rest of the line. */
function parse(argument: string): Parsed<Poll> {
  const [head = '', until] = argument.split(/(?:^|\s+)until=(.*)$/s);
  let poll: Poll = { everyMs: 2000, timeoutMs: 600_000 };
  for (const item of head.split(/\s+/).filter((part) => part !== '')) {
    const [, key, time = ''] = /^(every|timeout)=(.*)$/s.exec(item) ?? [];
    if (key === undefined)
      return { problem: `@poll does not know "${item}". Write: @poll every=2s timeout=10m until=status == 200` };
    const ms = durationMs(time);
    if (ms === undefined) return { problem: notATime(time) };
    poll = { ...poll, [`${key}Ms`]: ms };
  }
  if (until === undefined) return { value: poll };
  const condition = parseCondition(until);
  return 'problem' in condition ? condition : { value: { ...poll, until: condition } };
}

function suggest(argument: string): readonly string[] {
  const until = /\buntil=(.*)$/.exec(argument)?.[1];
  if (until === undefined)
    return ['every=2s', 'timeout=10m', 'until='].filter(
      (one) => !argument.includes(one.slice(0, one.indexOf('=') + 1)),
    );
  return until.includes(' ') ? suggestCondition(until) : subjects.map((one) => `until=${one}`);
}
