import type { Directive } from './directive.ts';

/** Which request has the name is said by the syntax: see requestIdentity. */
export const nameDirective: Directive<string> = {
  word: 'name',
  usage: 'name',
  description: 'Names the request, so that others can refer to its response: letters, digits, _ and -.',
  parse: (argument) =>
    /^[\w-]+$/.test(argument)
      ? { value: argument }
      : { problem: 'A name has letters, digits, _ and -. Write for example: # @name create' },
};
