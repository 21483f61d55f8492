import { readValue, type ConditionValue } from './condition.ts';
import { nameAtStart, type Directive, type Parsed } from './directive.ts';

export interface Capture {
  readonly name: string;
  readonly value: ConditionValue;
}

export const captureDirective: Directive<Capture> = {
  word: 'capture',
  usage: 'name = body.$.path',
  description: 'Keeps a value of the response for later requests.',
  parse,
  gives: nameAtStart,
};

function parse(argument: string): Parsed<Capture> {
  const [, name = '', text = ''] = /^([\w.-]+)\s*=\s*(\S.*)$/s.exec(argument) ?? [];
  const read = name === '' ? undefined : readValue(text.trim());
  return read?.rest === ''
    ? { value: { name, value: read.value } }
    : { problem: 'Write for example: # @capture id = body.$.external_id' };
}
