import { ownValue } from '../lookup.ts';
import { directives } from '../directives/directives.ts';

export interface ImportedComment {
  /** Empty where nothing is left of it. */
  readonly line: string;
  readonly isDirective: boolean;
  readonly note?: string;
}

/** A comment line of a `.http` file: a directive in our words, or the comment as it is. */
export function importDirective(line: string): ImportedComment {
  const read = /^(?:#|\/\/)\s*@([\w-]+)(?:\s*=)?\s*(.*)$/.exec(line);
  if (read === null) return { line: line.replace(/^\/\//, '#'), isDirective: false };
  const [, word = '', argument = ''] = read;
  const convert = ownValue(converted, word);
  const { word: ourWord, argument: ourArgument } = convert?.(argument.trim()) ?? { word, argument: argument.trim() };
  const parsed = directives.get(ourWord)?.parse(ourArgument) ?? { problem: `There is no @${word} here` };
  if ('value' in parsed) return { line: `# @${ourWord} ${ourArgument}`.trimEnd(), isDirective: true };
  // Without the @: it must not be read as a directive.
  return {
    line: `# ${word} ${argument}`.trimEnd(),
    isDirective: false,
    note: `${parsed.problem.replace(/\.$/, '')}: @${word} became a comment.`,
  };
}

type Convert = (argument: string) => { readonly word: string; readonly argument: string };

/** What other tools call by another name, or write in another way. */
const converted: Readonly<Record<string, Convert>> = {
  name: (argument) => ({ word: 'name', argument: argument.replaceAll(/[^\w-]+/g, '-') }),
  ref: (argument) => ({ word: 'depends', argument }),
  forceRef: (argument) => ({ word: 'depends', argument }),
  prompt: (argument) => ({ word: /^pass(?:wo?r?d)?\b/i.test(argument) ? 'secret-prompt' : 'prompt', argument }),
  timeout: (argument) => ({
    word: 'timeout',
    argument: /^\d+$/.test(argument) ? `${argument}ms` : argument.replaceAll(' ', ''),
  }),
};
