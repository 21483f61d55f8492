import fc from 'fast-check';

/** Texts made of what a `.matter` file is made of, in any order, and of any characters at all. */
const piece = fc.constantFrom(
  '###',
  '### Title',
  '####',
  ' t',
  '\n',
  '\n',
  '\n',
  '\r\n',
  '\r',
  '\t',
  '  ',
  '# @name a',
  '# @name = b',
  '//@poll every=1s',
  '# note',
  '@v = ',
  '@v=1',
  '{{',
  '}}',
  '{{v}}',
  '\\{\\{',
  'GET ',
  'POST /p',
  '/p',
  '?q=1',
  '  &r=2',
  '  /s',
  ' HTTP/1.1',
  'A: b',
  'A:',
  ':',
  '  folded',
  '{',
  '}',
  '"',
  '{"a": 1}',
  '\uFEFF',
  '\0',
  '\uD800',
  '> {%',
  '%}',
  '< {% x %}',
  '{{@js',
  '>> out.json',
  '>>! out',
  '?? status == 200',
  'HTTP/1.1 200 OK',
  '< file',
  '> a.js',
  '=',
);

export const matterText = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.array(piece, { maxLength: 60 }).map((parts) => parts.join('')),
  fc.array(piece, { maxLength: 40 }).map((parts) => parts.join('\n')),
);

/** A change of a text: where, and what comes there. */
export const matterChange = (length: number): fc.Arbitrary<{ span: { start: number; end: number }; text: string }> =>
  fc
    .tuple(fc.nat(length), fc.oneof(fc.constant(0), fc.nat(12)), fc.oneof(piece, matterText))
    .map(([start, count, text]) => ({ span: { start, end: Math.min(length, start + count) }, text }));
