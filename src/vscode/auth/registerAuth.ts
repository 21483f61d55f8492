import * as vscode from 'vscode';
import { AppError } from '../../core/appError.ts';
import type { Credential } from '../../core/auth/credential.ts';
import { Disposables } from '../disposables.ts';
import type { Feature, Services } from '../services.ts';
import { settings } from '../settings.ts';
import { createAccountCommands, type AccountCommandId } from './accountCommands.ts';
import { registerAccountStatus } from './accountStatus.ts';
import { MatterAuthenticationProvider, providerId } from './authenticationProvider.ts';

/** The Accounts menu, the status bar, and the commands of accounts. */
export function registerAuth(services: Services, startSandbox: () => Promise<Credential>): Feature<AccountCommandId> {
  const { accounts, senders, report } = services;
  const disposables = new Disposables();
  const signIn = async (): Promise<Credential | undefined> =>
    (await import('./signIn.ts')).signIn({ accounts, report, apiOrigin: settings.apiOrigin, startSandbox });
  const provider = disposables.add(new MatterAuthenticationProvider(accounts, senders.tokens, signIn, report));
  const options = { supportsMultipleAccounts: true };
  disposables.add(vscode.authentication.registerAuthenticationProvider(providerId, 'Matter', provider, options));
  disposables.add(registerAccountStatus(accounts, senders.tokens));
  void tellLost(services).catch((error: unknown) => {
    report.quiet(error); // the status bar says that the keyring does not answer
  });
  return {
    handlers: createAccountCommands(services, signIn),
    dispose: () => {
      disposables.dispose();
    },
  };
}

async function tellLost({ accounts, report }: Services): Promise<void> {
  const lost = await accounts.takeLost();
  if (lost === undefined) return;
  const message = vscode.l10n.t(
    'The secret storage of VS Code no longer has the account "{0}": the keyring of this computer was reset, or keeps nothing. Sign in again.',
    lost.label,
  );
  report.error(new AppError('not-signed-in', message));
}
