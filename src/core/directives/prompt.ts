import { nameAtStart, type Directive, type Parsed } from './directive.ts';

export interface Prompt {
  readonly name: string;
  /** What is asked; the name where nothing else is given. */
  readonly label: string;
  readonly isSecret: boolean;
}

export const promptDirective: Directive<Prompt> = {
  word: 'prompt',
  usage: 'name label',
  description: 'Asks for a value once a run.',
  parse: (argument) => parsePrompt(argument, false),
  gives: nameAtStart,
};

export function parsePrompt(argument: string, isSecret: boolean): Parsed<Prompt> {
  const [, name, label = ''] = /^([\w.-]+)(?:\s+(.*))?$/s.exec(argument) ?? [];
  return name === undefined
    ? { problem: 'Write for example: # @prompt fund The id of the fund' }
    : { value: { name, label: label === '' ? name : label, isSecret } };
}
