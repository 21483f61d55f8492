import type { Directive } from './directive.ts';

/** How often it is sent again at most. */
export const retryDirective: Directive<number> = {
  word: 'retry',
  usage: 'count=3',
  description:
    'Sends again, this many times at most, after a network error or a 429, 502, 503 or 504, where that is safe (GET, HEAD, PUT, DELETE …); waits as Retry-After says, up to a minute.',
  parse: (argument) => {
    const count = /^count=(\d{1,2})$/.exec(argument)?.[1];
    return count === undefined ? { problem: 'Write for example: # @retry count=3' } : { value: Number(count) };
  },
  suggest: () => ['count=3'],
};
