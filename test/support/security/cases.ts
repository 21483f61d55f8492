/** `npm run test:nightly` looks for what is new; `npm test` finds today what it found yesterday. */
export const isNightly = process.env['npm_lifecycle_event'] === 'test:nightly';

/**
 * How many cases a property test has. `npm run test:nightly` runs ten times as many and at least 100,000; MATTER_CASES
 * sets another number.
 */
export function cases(few: number): number {
  return Number(process.env['MATTER_CASES'] ?? (isNightly ? Math.max(100_000, few * 10) : few));
}
