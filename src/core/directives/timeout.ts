import { durationMs } from '../syntax/duration.ts';
import type { Directive } from './directive.ts';

/** Milliseconds. */
export const timeoutDirective: Directive<number> = {
  word: 'timeout',
  usage: '30s',
  description: 'Gives up after this time.',
  parse: (argument) => {
    const value = durationMs(argument);
    return value === undefined ? { problem: notATime(argument) } : { value };
  },
  suggest: () => ['10s', '30s', '2m'],
};

export function notATime(text: string): string {
  return `"${text}" is not a time. Write it like 500ms, 2s or 10m.`;
}
