import { AppError } from './appError.ts';

/** Steps of the matcher, some 50 million a second: its time is that of the text times the size of the pattern. */
const mostSteps = 300_000_000;

/** Whether a text fits a pattern that came from outside. */
export type PatternTest = (text: string) => boolean;

/**
 * A pattern (RE2 syntax) whose time is linear in the text, whatever it says. Throws 'invalid-request' where it is none, and
 * later where pattern and text are too large for one another.
 */
export async function compilePattern(pattern: string): Promise<PatternTest> {
  const { RE2JS } = await import('re2js'); // only files that use patterns pay for it
  const compiled = orInvalid(() => RE2JS.compile(pattern));
  return (text) => {
    if (compiled.programSize() * text.length > mostSteps)
      throw new AppError('invalid-request', 'The pattern is too large for a text of this size. Make it simpler.');
    return compiled.matcher(text).find();
  };
}

function orInvalid<T>(compile: () => T): T {
  try {
    return compile();
  } catch (cause) {
    throw new AppError('invalid-request', 'The pattern of "matches" is not a regular expression (RE2 syntax).', {
      cause,
    });
  }
}
