import * as vscode from 'vscode';
import { AppError } from '../../core/appError.ts';
import type { Accounts } from '../../core/auth/accounts.ts';
import type { Credential } from '../../core/auth/credential.ts';
import type { CommandId } from '../commands.ts';
import { pickOne, type Choice } from '../dialogs.ts';
import type { Feature, Services } from '../services.ts';

export type AccountCommandId = Extract<
  CommandId,
  'matter.signIn' | 'matter.signOut' | 'matter.switchAccount' | 'matter.testConnection'
>;

type AccountItem = Choice & { readonly credential?: Credential };

export function createAccountCommands(
  { accounts, senders, report }: Services,
  signIn: () => Promise<Credential | undefined>,
): Feature<AccountCommandId>['handlers'] {
  const signInAndSay = async (): Promise<void> => {
    const credential = await signIn();
    if (credential !== undefined) void report.information(vscode.l10n.t('Signed in as {0}.', credential.label));
  };
  return {
    'matter.signIn': signInAndSay,
    'matter.signOut': async () => {
      const credential = await pickAccount(accounts, vscode.l10n.t('Sign out of which account?'));
      if (credential === undefined) return;
      await accounts.signOut(credential.id);
      void report.information(
        vscode.l10n.t('Signed out of {0}. Its secret was removed from this computer.', credential.label),
      );
    },
    'matter.switchAccount': async () => {
      const all = await accounts.list();
      const active = await accounts.active();
      const items: AccountItem[] = all.map((credential) => toItem(credential, active));
      items.push({ icon: 'add', label: vscode.l10n.t('Sign in to another account…') });
      const picked = await pickOne(items, { title: vscode.l10n.t('Switch Account') });
      if (picked?.credential !== undefined) await accounts.use(picked.credential);
      else if (picked !== undefined) await signInAndSay();
    },
    'matter.testConnection': async () => {
      const credential = await accounts.active();
      if (credential === undefined) throw new AppError('not-signed-in', 'You are not signed in.');
      senders.tokens.drop(credential.id);
      await senders.tokens.accessToken(credential);
      void report.information(
        vscode.l10n.t('Connected: {0} accepts the account {1}.', credential.origin, credential.label),
      );
    },
  };
}

async function pickAccount(accounts: Accounts, title: string): Promise<Credential | undefined> {
  const all = await accounts.list();
  if (all.length === 0) throw new AppError('not-signed-in', 'You are not signed in.');
  if (all.length === 1) return all[0];
  const active = await accounts.active();
  const picked = await pickOne(
    all.map((credential) => toItem(credential, active)),
    { title },
  );
  return picked?.credential;
}

function toItem(credential: Credential, active: Credential | undefined): AccountItem & { readonly label: string } {
  const isActive = credential.id === active?.id;
  return {
    label: credential.label,
    description: credential.origin,
    detail: isActive ? vscode.l10n.t('In use') : '',
    credential,
  };
}
