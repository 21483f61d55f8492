/** How many cases a property test has: 100,000 in `npm run test:nightly`, or what MATTER_CASES says. */
export function cases(few: number): number {
  const { npm_lifecycle_event: script, MATTER_CASES: given } = process.env;
  return Number(given ?? (script === 'test:nightly' ? 100_000 : few));
}
