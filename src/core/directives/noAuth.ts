import { nothing, type Directive } from './directive.ts';

export const noAuthDirective: Directive<true> = {
  word: 'no-auth',
  usage: '',
  description: 'Attaches no access token.',
  parse: nothing,
};
