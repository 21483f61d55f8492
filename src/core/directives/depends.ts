import { required, type Directive } from './directive.ts';

export const dependsDirective: Directive<string> = {
  word: 'depends',
  usage: 'name',
  description: 'Sends another request first.',
  parse: (argument) => required(argument, '# @depends create'),
  suggest: (_argument, { requests }) => [...requests],
  namesRequest: true,
};
