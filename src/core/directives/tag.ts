import { required, type Directive } from './directive.ts';

export const tagDirective: Directive<readonly string[]> = {
  word: 'tag',
  usage: 'a, b',
  description: 'Tags the request, to send those of a tag.',
  parse: (argument) => {
    const read = required(argument, '# @tag smoke, nightly');
    return 'problem' in read ? read : { value: argument.split(',').map((tag) => tag.trim()) };
  },
};
