import type { Directive } from './directive.ts';

export const noteDirective: Directive<string> = {
  word: 'note',
  usage: 'text',
  description: 'Asks before it sends.',
  parse: (argument) => ({ value: argument }),
};
