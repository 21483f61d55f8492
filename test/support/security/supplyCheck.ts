import { tally } from './tally.ts';

/** A check of what is shipped or of what it is made from. */
export function check(name: string, shown: () => unknown): void {
  it(name, async () => {
    await shown();
    tally('supply chain check', name);
  });
}
