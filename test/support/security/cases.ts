/**
 * How many cases a property test has. `npm run test:nightly` runs ten times as many and at least 100,000; MATTER_CASES
 * sets another number.
 */
export function cases(few: number): number {
  const { npm_lifecycle_event: script, MATTER_CASES: given } = process.env;
  return Number(given ?? (script === 'test:nightly' ? Math.max(100_000, few * 10) : few));
}
