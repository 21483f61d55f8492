import { randomUUID } from 'node:crypto';
import type * as vscode from 'vscode';
import { Accounts, type RememberedAccount } from '../../core/auth/accounts.ts';
import type { Senders } from '../../core/auth/senders.ts';
import { systemClock } from '../../node/systemClock.ts';
import type { Disposables } from '../disposables.ts';
import { SecretCredentialStore } from './secretCredentialStore.ts';

/** Over VS Code's secret storage; which account is in use is no secret and lies beside it. */
export function createAccounts(context: vscode.ExtensionContext, senders: Senders, disposables: Disposables): Accounts {
  const store = disposables.add(new SecretCredentialStore(context.secrets));
  const { globalState } = context;
  const active = {
    get: () => globalState.get<RememberedAccount>('account'),
    set: async (account: RememberedAccount | undefined): Promise<void> => {
      await globalState.update('account', account);
    },
  };
  return disposables.add(new Accounts(senders, store, active, systemClock, randomUUID));
}
