import { required, type Directive } from './directive.ts';

export const accountDirective: Directive<string> = {
  word: 'account',
  usage: 'label',
  description: 'Sends with this account.',
  parse: (argument) => required(argument, '# @account Fund team'),
  suggest: (_argument, { accounts }) => accounts,
  oneThing: true,
};
