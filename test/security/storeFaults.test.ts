import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { SecretCredentialStore } from '../../src/vscode/auth/secretCredentialStore.ts';
import {
  FaultySecrets,
  listed,
  openWindow,
  settle,
  testAccount,
  type SecretWindow,
} from '../support/fakes/faultySecrets.ts';
import type { RememberedAccount } from '../../src/core/auth/accounts.ts';
import { fault } from '../support/security/faults.ts';

// The keyring behind VS Code, and two windows over it (docs/security-model.md, 2.2): the real store and accounts.

const unavailable = { code: 'store-unavailable', message: /^(?!.*sbx_secret)/s };

async function signedIn(): Promise<{ secrets: FaultySecrets; window: SecretWindow; id: string; key: string }> {
  const secrets = new FaultySecrets();
  const window = openWindow(secrets);
  const { id } = await window.accounts.signIn(testAccount('first'));
  assert.deepEqual(await listed(window), [`${id} first sbx_secret_first`]);
  return { secrets, window, id, key: `cred.v1.${id}` };
}

describe('Faults of the secret store', () => {
  fault('get throws', async () => {
    const { secrets, window } = await signedIn();
    secrets.fail('get');
    await assert.rejects(window.accounts.list(), unavailable);
    assert.equal(secrets.entries.size, 1);
  });

  fault('get gives undefined', async () => {
    const { secrets, window, key } = await signedIn();
    await window.accounts.signIn(testAccount('second'));
    secrets.before = (call, asked) => {
      if (call === 'get' && asked === key) secrets.entries.delete(key); // as VS Code does with what it cannot decrypt
    };
    assert.deepEqual(await listed(window), ['a2 second sbx_secret_second']);
  });

  fault('get hangs', async () => {
    const { secrets, window } = await signedIn();
    secrets.hang('get');
    await assert.rejects(window.accounts.list(), { code: 'store-unavailable', message: /does not answer/ });
  });

  it('waits 10 s for a keyring that hangs', async () => {
    const secrets = new FaultySecrets();
    secrets.hang('keys');
    mock.timers.enable({ apis: ['setTimeout'] });
    try {
      const problems: unknown[] = [];
      const list = new SecretCredentialStore(secrets).list().catch((error: unknown) => problems.push(error));
      mock.timers.tick(9999);
      await Promise.race([list, new Promise(setImmediate)]);
      assert.equal(problems.length, 0);
      mock.timers.tick(1);
      await Promise.race([list, new Promise(setImmediate)]);
      assert.equal((problems[0] as { code?: unknown } | undefined)?.code, 'store-unavailable');
    } finally {
      mock.timers.reset();
    }
  });

  it('tells of its own entries only', async () => {
    const { secrets, window } = await signedIn();
    await settle();
    const heard = window.heard();
    await secrets.store('other.entry', 'x');
    await settle();
    assert.equal(window.heard(), heard);
    await secrets.store('cred.v1.other', 'x');
    for (let tries = 0; tries < 100 && window.heard() === heard; tries++) await settle();
    assert.equal(window.heard(), heard + 1);
  });

  fault('store throws', async () => {
    const { secrets, window, id } = await signedIn();
    secrets.fail('store');
    await assert.rejects(window.accounts.signIn(testAccount('second', id)), unavailable);
    assert.deepEqual(await listed(window), [`${id} first sbx_secret_first`]);
  });

  fault('bad JSON', async () => {
    const { secrets, window, id } = await signedIn();
    secrets.entries.set('cred.v1.bad', '{"v":1,');
    assert.deepEqual(await listed(window), [`${id} first sbx_secret_first`]);
    const next = openWindow(secrets, 'b', { id: 'bad', label: 'Fund B' });
    assert.deepEqual(await next.accounts.takeLost(), { id: 'bad', label: 'Fund B' }, 'the user enters it again');
    assert.equal(secrets.entries.get('cred.v1.bad'), '{"v":1,');
    assert.equal(secrets.calls.delete, 0);
  });

  fault('newer schema', async () => {
    const { secrets, window, id, key } = await signedIn();
    secrets.entries.set(key, '{"v":2,"more":"x"}');
    assert.deepEqual(await listed(window), []);
    await assert.rejects(window.accounts.signIn(testAccount('second', id)), {
      code: 'store-unavailable',
      message: /newer version/,
    });
    assert.equal(secrets.entries.get(key), '{"v":2,"more":"x"}');
  });

  fault('lost after restart', async () => {
    const { secrets, window, id } = await signedIn();
    assert.equal(await openWindow(secrets, 'a', window.remembered()).accounts.takeLost(), undefined);
    secrets.entries.clear();
    const next = openWindow(secrets, 'b', window.remembered());
    assert.deepEqual(await listed(next), []);
    assert.equal((await next.accounts.takeLost())?.label, 'first', 'said to be lost, not signed out');
    assert.equal(await next.accounts.takeLost(), undefined, 'once');
    await keepsWhatIsChosen(secrets, window.remembered());
    await window.accounts.signOut(id);
    assert.equal(await openWindow(secrets, 'c', window.remembered()).accounts.takeLost(), undefined);
    secrets.loses = true;
    await assert.rejects(window.accounts.signIn(testAccount('second')), { ...unavailable, message: /did not keep/ });
    const { id: held } = await window.accounts.signIn({ ...testAccount('second'), sessionOnly: true });
    assert.deepEqual(await listed(window), [`${held} second sbx_secret_second`]);
    assert.equal(secrets.entries.size, 0, 'nothing at rest');
    assert.equal(await openWindow(secrets, 'd', window.remembered()).accounts.takeLost(), undefined, 'as announced');
  });

  fault('delete throws', async () => {
    const { secrets, window, id } = await signedIn();
    secrets.fail('delete');
    await assert.rejects(window.accounts.signOut(id), unavailable);
    assert.deepEqual(await listed(window), [`${id} first sbx_secret_first`]);
  });
});

/** An account that is signed in while the keyring still says which there are: it stays the one in use. */
async function keepsWhatIsChosen(secrets: FaultySecrets, last: RememberedAccount | undefined): Promise<void> {
  const { accounts, remembered } = openWindow(secrets, 'e', last);
  let open = (): void => undefined;
  const gate = new Promise<void>((resolve) => (open = resolve));
  let first = true;
  secrets.before = (call) => {
    if (call !== 'keys' || !first) return undefined;
    first = false;
    return gate;
  };
  const lost = accounts.takeLost();
  const { id } = await accounts.signIn(testAccount('chosen'));
  open();
  assert.equal(await lost, undefined);
  assert.equal(remembered()?.id, id);
  await accounts.signOut(id);
}

interface Two {
  readonly secrets: FaultySecrets;
  readonly one: SecretWindow;
  readonly two: SecretWindow;
  /** Both windows see this, and nothing goes on by itself. */
  readonly agree: (expected: readonly (readonly string[])[]) => Promise<void>;
}

function openTwo(): Two {
  const secrets = new FaultySecrets();
  secrets.before = () => new Promise((resolve) => setImmediate(resolve));
  const [one, two] = [openWindow(secrets, 'a'), openWindow(secrets, 'b')];
  const agree: Two['agree'] = async (expected) => {
    await settle();
    const [calls, heard] = [JSON.stringify(secrets.calls), one.heard() + two.heard()];
    await settle();
    assert.equal(JSON.stringify(secrets.calls), calls, 'the store is used by itself');
    assert.equal(one.heard() + two.heard(), heard, 'events go on');
    const seen = await listed(one);
    assert.deepEqual(await listed(two), seen);
    assert.ok(
      expected.some((lines) => lines.join() === seen.join()),
      seen.join(),
    );
  };
  return { secrets, one, two, agree };
}

const line = (id: string, mark: string): string => `${id} ${mark} sbx_secret_${mark}`;

describe('Faults of two windows', () => {
  fault('in/in', async () => {
    const { one, two, agree } = openTwo();
    await Promise.all([one.accounts.signIn(testAccount('x')), two.accounts.signIn(testAccount('y'))]);
    await agree([[line('a1', 'x'), line('b1', 'y')]]);
  });

  fault('in/out', async () => {
    const { one, two, agree } = openTwo();
    const { id } = await one.accounts.signIn(testAccount('x'));
    await Promise.allSettled([one.accounts.signIn(testAccount('y', id)), two.accounts.signOut(id)]);
    await agree([[], [line('a1', 'y')]]);
  });

  fault('out/out', async () => {
    const { one, two, agree } = openTwo();
    const { id } = await one.accounts.signIn(testAccount('x'));
    await Promise.all([one.accounts.signOut(id), two.accounts.signOut(id)]);
    await agree([[]]);
  });

  fault('rename/out', async () => {
    const { one, two, agree } = openTwo();
    const credential = await one.accounts.signIn(testAccount('x'));
    const renamed = one.store.put({ ...credential, label: 'renamed' });
    await Promise.allSettled([renamed, two.accounts.signOut(credential.id)]);
    await agree([[], ['a1 renamed sbx_secret_x']]);
  });

  fault('edit/refresh', async () => {
    const { one, two, agree } = openTwo();
    const { id } = await one.accounts.signIn(testAccount('x'));
    const [, seen] = await Promise.all([one.accounts.signIn(testAccount('y', id)), listed(two)]);
    assert.ok([line('a1', 'x'), line('a1', 'y')].includes(seen.join()), seen.join());
    await agree([[line('a1', 'y')]]);
  });

  fault('echo of own write', async () => {
    const { secrets, one, two, agree } = openTwo();
    secrets.tell = (fire) => {
      for (const ms of [0, 1, 5]) setTimeout(fire, ms);
    };
    one.accounts.onDidChange(() => void one.accounts.list()); // as the view of the accounts does
    const credential = await one.accounts.signIn(testAccount('x'));
    await agree([[line('a1', 'x')]]);
    assert.equal(two.heard(), 1);
    const { store } = secrets.calls;
    await one.store.put(credential); // the same again: nothing is written, nothing told
    assert.equal(secrets.calls.store, store);
    await agree([[line('a1', 'x')]]);
    assert.equal(two.heard(), 1);
  });
});
