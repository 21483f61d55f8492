import assert from 'node:assert/strict';
import fc from 'fast-check';
import { AppError } from '../../src/core/appError.ts';
import { cases } from '../support/security/cases.ts';
import { FaultySecrets, listed, openWindow, testAccount, type SecretWindow } from '../support/fakes/faultySecrets.ts';
import { fuzzSeed } from '../support/generators/generateSeed.ts';
import { tally } from '../support/security/tally.ts';

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
  /** Turns between the steps: all at the same time, or one after the other. */
  gap: fc.constantFrom(1, 1, 60),
});

const turns = async (count: number): Promise<void> => {
  for (let left = count; left > 0; left--) await Promise.resolve();
};

/** Whether it was done: another window may have written at the same moment. */
async function take({ accounts, store }: SecretWindow, { kind, id }: Step, mark: string): Promise<boolean> {
  const account = testAccount(mark, id);
  try {
    if (kind === 'sign in' || kind === 'edit') await accounts.signIn(account);
    else if (kind === 'sign out') await accounts.signOut(id);
    else if (kind === 'refresh') await accounts.active();
    else await store.put({ ...account, id, basic: 'raw', createdAt: 0 });
    return true;
  } catch (error) {
    // It is said, and nothing is half done.
    if (!(error instanceof AppError) || error.code !== 'store-unavailable') throw error;
    return false;
  }
}

/** A step that changes an account, with its turn in the order of all beginnings and ends. */
interface Change {
  readonly id: Step['id'];
  /** What it leaves; undefined: no account. */
  readonly mark: string | undefined;
  readonly start: number;
  readonly end: number;
  readonly isDone: boolean;
}

/** The marks that may be left of an account: of its last change, or of any that ran at the same time as that. */
function possibleMarks(changes: readonly Change[]): readonly (string | undefined)[] {
  const done = changes.filter(({ isDone }) => isDone);
  const last = changes.filter(({ end }) => !done.some(({ start }) => start > end));
  return [...last.map(({ mark }) => mark), ...(done.length === 0 ? [undefined] : [])];
}

function checkMarks(lines: readonly string[], changes: readonly Change[]): void {
  for (const id of ['x', 'y'] as const) {
    const left = lines.find((line) => line.startsWith(`${id} `))?.split(' ')[1];
    const possible = possibleMarks(changes.filter((change) => change.id === id));
    assert.ok(possible.includes(left), `${id}: ${left}, not ${possible.join(' or ')}`);
  }
}

async function play(
  secrets: FaultySecrets,
  steps: readonly Step[],
  {
    waits,
    echoes,
    gap,
  }: { readonly waits: readonly number[]; readonly echoes: readonly number[]; readonly gap: number },
): Promise<void> {
  let [calls, told] = [0, 0];
  secrets.before = () => turns(waits[calls++ % waits.length] ?? 0);
  secrets.tell = (fire) => {
    const times = 1 + (echoes[told++ % echoes.length] ?? 0);
    void turns(times * 2).then(() => {
      for (let left = times; left > 0; left--) fire();
    });
  };
  const windows = [openWindow(secrets, 'a'), openWindow(secrets, 'b')] as const;
  let order = 0;
  const changes: Change[] = [];
  const run = async (one: Step, at: number): Promise<void> => {
    await turns(at * gap);
    const start = order++;
    const isDone = await take(windows[one.window], one, `mark${at}`);
    const mark = one.kind === 'sign out' ? undefined : `mark${at}`;
    if (one.kind !== 'refresh') changes.push({ id: one.id, mark, start, end: order++, isDone });
  };
  await Promise.all(steps.map(run));
  await turns(20);
  const [first, second] = await Promise.all(windows.map(listed));
  assert.deepEqual(first, second, 'both windows agree');
  checkMarks(first ?? [], changes);
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

  it('do not write again what is there', async () => {
    const secrets = new FaultySecrets();
    const { store } = openWindow(secrets, 'a');
    const account = { ...testAccount('same', 'x'), id: 'x', basic: 'raw', createdAt: 0 } as const;
    for (const one of [store, openWindow(secrets, 'b').store, store]) await one.put(account);
    assert.equal(secrets.calls.store, 1);
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
