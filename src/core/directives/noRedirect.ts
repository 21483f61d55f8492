import { nothing, type Directive } from './directive.ts';

export const noRedirectDirective: Directive<true> = {
  word: 'no-redirect',
  usage: '',
  description: 'Shows a redirect instead of following it.',
  parse: nothing,
};
