import assert from 'node:assert/strict';
import { signIn } from '../../../src/vscode/auth/signIn.ts';
import type { Credential } from '../../../src/core/auth/credential.ts';
import { Redactor } from '../../../src/core/http/redactor.ts';
import { Report } from '../../../src/vscode/report.ts';
import { withUser } from '../../support/fakes/editorUser.ts';
import { FaultySecrets, listed, openWindow } from '../../support/fakes/faultySecrets.ts';

// The extension's own questions in the real VS Code, over a keyring that fails.

const entered = { 'Client ID': 'sbx_keyring_id', 'Client Secret': 'sbx_secret_keyring_1' };
const useUntilClosed = 'Use Until Closed';

interface Tried {
  readonly account: Credential | undefined;
  readonly shown: string;
  readonly accounts: readonly string[];
  readonly atRest: number;
}

async function signInWhere(break_: (secrets: FaultySecrets) => void, ...answers: readonly string[]): Promise<Tried> {
  const secrets = new FaultySecrets();
  break_(secrets);
  const window = openWindow(secrets);
  const [apiOrigin, startSandbox] = [() => 'https://api.example.com', () => Promise.reject(new Error('not asked for'))];
  const redactor = new Redactor();
  const report = new Report({ error: () => undefined }, redactor);
  let account: Credential | undefined;
  const shown = await withUser({ picked: ['Matter API', ...answers], entered }, async () => {
    account = await signIn({ accounts: window.accounts, report, apiOrigin, startSandbox });
  });
  return {
    account,
    shown: shown.join('\n'),
    accounts: await listed(window).catch(() => []),
    atRest: secrets.entries.size,
  };
}

describe('a keyring that fails while the user signs in', () => {
  const faults: readonly (readonly [string, (secrets: FaultySecrets) => void])[] = [
    ['throws', (secrets) => secrets.fail('keys', 'get', 'store')],
    ['does not answer', (secrets) => secrets.hang('keys')],
    ['takes no entry', (secrets) => secrets.fail('store')],
    ['keeps no entry', (secrets) => void (secrets.loses = true)],
  ];
  for (const [name, break_] of faults) {
    it(`${name}: the account can be used until the window closes`, async () => {
      const { account, accounts, atRest, shown } = await signInWhere(break_, useUntilClosed);
      assert.match(shown, /secret store of VS Code.*"modal":true.*goes to no file.*Use Until Closed/);
      assert.doesNotMatch(shown, /sbx_secret/);
      assert.deepEqual(accounts, [`${account?.id ?? ''} sbx_…id (api.example.com) sbx_secret_keyring_1`]);
      assert.equal(atRest, 0);
    });

    it(`${name}: there is no account where the user wants none such`, async () => {
      const { account, accounts, atRest } = await signInWhere(break_);
      assert.deepEqual([account, accounts, atRest], [undefined, [], 0]);
    });
  }

  it('asks nothing where the keyring works', async () => {
    const { accounts, atRest, shown } = await signInWhere(() => undefined);
    assert.equal(accounts.length, 1);
    assert.equal(atRest, 1);
    assert.doesNotMatch(shown, /modal/);
  });
});
