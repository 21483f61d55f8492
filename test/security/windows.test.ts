import assert from 'node:assert/strict';
import fc from 'fast-check';
import { AppError } from '../../src/core/appError.ts';
import { cases } from '../support/cases.ts';
import { FaultySecrets, listed, openWindow, testAccount, type SecretWindow } from '../support/faultySecrets.ts';
import { fuzzSeed } from '../support/generateSeed.ts';
import { tally } from '../support/tally.ts';

interface Step {
  readonly window: 0 | 1;
  readonly kind: 'sign in' | 'edit' | 'rename' | 'sign out' | 'refresh';
  readonly id: 'x' | 'y';
}

const step = fc.record<Step>({
  window: fc.constantFrom(0, 1),
  kind: fc.constantFrom('sign in', 'edit', 'rename', 'sign out', 'refresh'),
  id: fc.constantFrom('x', 'y'),
});

/** How long each call of the store takes, and how often and how late a change is told. */
const pace = fc.record({
  waits: fc.array(fc.nat(4), { minLength: 1, maxLength: 12 }),
  echoes: fc.array(fc.nat(2), { minLength: 1, maxLength: 5 }),
});

const turns = async (count: number): Promise<void> => {
  for (let left = count; left > 0; left--) await Promise.resolve();
};

async function take({ accounts, store }: SecretWindow, { kind, id }: Step, mark: string): Promise<void> {
  const account = testAccount(mark, id);
  try {
    if (kind === 'sign in' || kind === 'edit') await accounts.signIn(account);
    else if (kind === 'sign out') await accounts.signOut(id);
    else if (kind === 'refresh') await accounts.active();
    else await store.put({ ...account, id, basic: 'raw', createdAt: 0 });
  } catch (error) {
    // Another window wrote at the same moment: it is said, and nothing is half done.
    if (!(error instanceof AppError) || error.code !== 'store-unavailable') throw error;
  }
}

async function play(
  secrets: FaultySecrets,
  steps: readonly Step[],
  { waits, echoes }: { readonly waits: readonly number[]; readonly echoes: readonly number[] },
): Promise<void> {
  let [calls, changes] = [0, 0];
  secrets.before = () => turns(waits[calls++ % waits.length] ?? 0);
  secrets.tell = (fire) => {
    const times = 1 + (echoes[changes++ % echoes.length] ?? 0);
    void turns(times * 2).then(() => {
      for (let left = times; left > 0; left--) fire();
    });
  };
  const windows = [openWindow(secrets, 'a'), openWindow(secrets, 'b')] as const;
  await Promise.all(steps.map((one, at) => turns(at).then(() => take(windows[one.window], one, `mark${at}`))));
  await turns(20);
  const [first, second] = await Promise.all(windows.map(listed));
  assert.deepEqual(first, second, 'both windows agree');
  for (const line of first ?? []) assert.match(line, /^[xy] (mark\d+) sbx_secret_\1$/, 'a whole account');
  assert.ok(secrets.calls.store <= steps.length, 'a change leads to no write');
  assert.ok(secrets.calls.keys <= steps.length * 4 + 2, 'a change leads to no storm of reads');
}

describe('two windows', () => {
  const seed = fuzzSeed();
  const runs = cases(10_000);

  it(`agree after ${runs} random interleavings, and hold no half account`, async () => {
    const property = fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 8 }), pace, (steps, how) =>
      play(new FaultySecrets(), steps, how),
    );
    await fc.assert(property, { numRuns: runs, seed });
    tally('interleaving', 'two windows', runs);
  });

  it('would be found half done: a store that writes label and secret one after the other', async () => {
    class HalfStore extends FaultySecrets {
      override async store(key: string, value: string): Promise<void> {
        const { clientSecret, ...rest } = JSON.parse(value) as Record<string, unknown>;
        const known = (): object => JSON.parse(this.entries.get(key) ?? value) as object;
        await super.store(key, JSON.stringify({ ...known(), ...rest }));
        await super.store(key, JSON.stringify({ ...known(), clientSecret }));
      }
    }
    const property = fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 8 }), pace, (steps, how) =>
      play(new HalfStore(), steps, how),
    );
    await assert.rejects(async () => fc.assert(property, { numRuns: 2000, seed }));
  });
});
