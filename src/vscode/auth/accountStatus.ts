import * as vscode from 'vscode';
import type { Accounts } from '../../core/auth/accounts.ts';
import type { TokenService, TokenState } from '../../core/auth/tokenService.ts';
import { Disposables } from '../disposables.ts';

/** Status bar item and context key: the account in use and its state; a click switches. */
export function registerAccountStatus(accounts: Accounts, tokens: TokenService): Disposables {
  const disposables = new Disposables();
  const item = disposables.add(vscode.window.createStatusBarItem('matter.account', vscode.StatusBarAlignment.Left, 0));
  item.name = vscode.l10n.t('Matter Account');
  const update = (): void =>
    void show(item, accounts, tokens).catch(() => {
      item.text = vscode.l10n.t('$(warning) Matter: secrets unavailable');
      item.show();
    });
  disposables.add(accounts.onDidChange(update));
  disposables.add(tokens.onDidChange(update));
  update();
  return disposables;
}

async function show(item: vscode.StatusBarItem, accounts: Accounts, tokens: TokenService): Promise<void> {
  const credential = await accounts.active();
  await vscode.commands.executeCommand('setContext', 'matter.signedIn', credential !== undefined);
  if (credential === undefined) {
    item.text = vscode.l10n.t('$(account) Matter: Sign In');
    item.tooltip = vscode.l10n.t('Sign in to the Matter API or start the sandbox');
    item.command = 'matter.signIn';
  } else {
    const state = tokens.state(credential.id);
    item.text = `${iconOf(state)} ${credential.label}`;
    item.tooltip = `${credential.origin}\n${wordsOf(state)}\n${vscode.l10n.t('Click to switch the account')}`;
    item.command = 'matter.switchAccount';
  }
  item.show();
}

function iconOf(state: TokenState): string {
  const icons: Readonly<Record<TokenState, string>> = {
    idle: '$(account)',
    ready: '$(account)',
    refreshing: '$(sync~spin)',
    offline: '$(debug-disconnect)',
    rejected: '$(error)',
  };
  return icons[state];
}

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
