import * as vscode from 'vscode';
import type { Accounts } from '../../core/auth/accounts.ts';
import type { TokenService, TokenState } from '../../core/auth/tokenService.ts';
import { Disposables } from '../disposables.ts';
import { StatusItem, type Icon } from '../labels.ts';

/** Status bar item and context key: the account in use and its state; a click switches. */
export function registerAccountStatus(accounts: Accounts, tokens: TokenService): Disposables {
  const disposables = new Disposables();
  const item = disposables.add(new StatusItem('matter.account', vscode.l10n.t('Matter Account')));
  const update = (): void =>
    void show(item, accounts, tokens).catch(() => {
      item.show({
        icon: 'warning',
        text: vscode.l10n.t('Matter: secrets unavailable'),
        command: 'matter.switchAccount',
      });
    });
  disposables.add(accounts.onDidChange(update));
  disposables.add(tokens.onDidChange(update));
  update();
  return disposables;
}

async function show(item: StatusItem, accounts: Accounts, tokens: TokenService): Promise<void> {
  const credential = await accounts.active();
  await vscode.commands.executeCommand('setContext', 'matter.signedIn', credential !== undefined);
  if (credential === undefined) {
    item.show({
      icon: 'account',
      text: vscode.l10n.t('Matter: Sign In'),
      tooltip: vscode.l10n.t('Sign in to the Matter API or start the sandbox'),
      command: 'matter.signIn',
    });
    return;
  }
  const state = tokens.state(credential.id);
  item.show({
    icon: icons[state],
    text: credential.label,
    tooltip: `${credential.origin}\n${wordsOf(state)}\n${vscode.l10n.t('Click to switch the account')}`,
    command: 'matter.switchAccount',
  });
}

const icons: Readonly<Record<TokenState, Icon>> = {
  idle: 'account',
  ready: 'account',
  refreshing: 'sync~spin',
  offline: 'debug-disconnect',
  rejected: 'error',
};

function wordsOf(state: TokenState): string {
  const words: Readonly<Record<TokenState, string>> = {
    idle: vscode.l10n.t('Signed in'),
    ready: vscode.l10n.t('Signed in, access token ready'),
    refreshing: vscode.l10n.t('Getting an access token…'),
    offline: vscode.l10n.t('The API could not be reached'),
    rejected: vscode.l10n.t('The API no longer accepts the secret: sign in again'),
  };
  return words[state];
}
