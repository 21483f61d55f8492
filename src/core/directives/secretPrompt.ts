import { nameAtStart, type Directive } from './directive.ts';
import { parsePrompt, type Prompt } from './prompt.ts';

export const secretPromptDirective: Directive<Prompt> = {
  word: 'secret-prompt',
  usage: 'name label',
  description: 'Asks for a value once a run, and hides what is typed.',
  parse: (argument) => parsePrompt(argument, true),
  gives: nameAtStart,
};
