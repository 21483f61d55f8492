import { ownValue } from '../lookup.ts';
import { directives } from '../directives/directives.ts';

export interface ImportedComment {
  /** Absent where it is a comment only. */
  readonly directive?: readonly [word: string, argument: string];
  readonly comment?: string;
  readonly note?: string;
}

/** A comment line of a `.http` file: a directive in our words, or the comment as it is. */
export function importDirective(line: string): ImportedComment {
  const read = /^(?:#+|\/\/)\s*@([\w-]+)(?:\s*=)?\s*(.*)$/.exec(line);
  if (read === null) return { comment: line.replace(/^(?:#+|\/\/)\s?/, '') };
  const [, word = '', argument = ''] = read;
  const convert = ownValue(converted, word);
  const ours = convert?.(argument.trim()) ?? { word, argument: argument.trim() };
  const parsed = directives.get(ours.word)?.parse(ours.argument) ?? { problem: `There is no @${word} here` };
  if ('value' in parsed)
    return { directive: [ours.word, ours.argument], ...(ours.note === undefined ? {} : { note: ours.note }) };
  // Without the @: it must not be read as a directive.
  return {
    comment: `${word} ${argument}`.trimEnd(),
    note: `${parsed.problem.replace(/\.$/, '')}: @${word} became a comment.`,
  };
}

type Convert = (argument: string) => { readonly word: string; readonly argument: string; readonly note?: string };

/** What other tools call by another name, or write in another way. */
const converted: Readonly<Record<string, Convert>> = {
  name: (argument) => ({ word: 'name', argument: argument.replaceAll(/[^\w-]+/g, '-') }),
  ref: (argument) => ({ word: 'depends', argument }),
  forceRef: (argument) => ({
    word: 'depends',
    argument,
    note: `@forceRef ${argument} sends that request once a run here, not once more.`,
  }),
  prompt: (argument) => ({ word: /^pass(?:wo?r?d)?\b/i.test(argument) ? 'secret-prompt' : 'prompt', argument }),
  timeout: (argument) =>
    /^\d+$/.test(argument)
      ? {
          word: 'timeout',
          argument: `${argument}s`,
          note: `@timeout ${argument} is ${argument} seconds for JetBrains, milliseconds for httpyac: it became ${argument}s.`,
        }
      : { word: 'timeout', argument: argument.replaceAll(' ', '') },
};
