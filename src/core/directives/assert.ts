import { parseCondition, suggestCondition, type Condition } from './condition.ts';
import type { Directive } from './directive.ts';

/** httpyac's `?? condition` is read as one too. */
export const assertDirective: Directive<Condition> = {
  word: 'assert',
  usage: 'status == 200',
  description: 'Checks the response.',
  parse: (argument) => {
    const condition = parseCondition(argument);
    return 'problem' in condition ? condition : { value: condition };
  },
  suggest: suggestCondition,
};
