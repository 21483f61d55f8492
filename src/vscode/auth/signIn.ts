import * as vscode from 'vscode';
import { AppError } from '../../core/appError.ts';
import type { Accounts, NewAccount } from '../../core/auth/accounts.ts';
import { shortClientId, type Credential } from '../../core/auth/credential.ts';
import { parseOrigin } from '../../core/auth/origin.ts';
import { Secret } from '../../core/secret.ts';
import { enterText, pickOne, type Choice } from '../dialogs.ts';
import type { Report } from '../report.ts';
import { refuseUntrusted } from '../trust.ts';

export interface SignInPorts {
  readonly report: Report;
  readonly accounts: Accounts;
  readonly apiOrigin: () => string;
  /** Starts the sandbox and signs in to it. */
  readonly startSandbox: () => Promise<Credential>;
}

interface Entered {
  readonly origin: string;
  readonly clientId: string;
}

type OriginChoice = Choice & { readonly choice: 'matter' | 'sandbox' | 'other' };

/** Asks for the API, client id and secret; a refused secret is asked for again, with the rest kept. */
export async function signIn(ports: SignInPorts): Promise<Credential | undefined> {
  refuseUntrusted();
  const choice = await chooseApi(ports.apiOrigin());
  if (choice === undefined) return undefined;
  if (choice === 'sandbox') return ports.startSandbox();
  const origin = choice === 'matter' ? ports.apiOrigin() : await askOrigin();
  if (origin === undefined) return undefined;
  const clientId = await askClientId();
  if (clientId === undefined) return undefined;
  return verify(ports, { origin, clientId });
}

async function chooseApi(apiOrigin: string): Promise<OriginChoice['choice'] | undefined> {
  const items: OriginChoice[] = [
    { choice: 'matter', label: vscode.l10n.t('Matter API'), description: apiOrigin },
    {
      choice: 'sandbox',
      label: vscode.l10n.t('Sandbox'),
      description: vscode.l10n.t('A Matter API on this computer, with sample data. No credentials needed.'),
    },
    {
      choice: 'other',
      label: vscode.l10n.t('Another address…'),
      description: vscode.l10n.t('https, or http on this computer'),
    },
  ];
  const picked = await pickOne(items, {
    title: vscode.l10n.t('Sign in to Matter'),
    placeHolder: vscode.l10n.t('Which API?'),
    ignoreFocusOut: true,
  });
  return picked?.choice;
}

function askOrigin(): Thenable<string | undefined> {
  return enterText({
    title: vscode.l10n.t('API Address'),
    prompt: vscode.l10n.t('For example https://api.example.com or http://127.0.0.1:8080'),
    ignoreFocusOut: true,
    validate: (text) => problemOf(text),
  });
}

function problemOf(text: string): string | undefined {
  try {
    parseOrigin(text);
    return undefined;
  } catch (error) {
    return error instanceof AppError ? error.message : String(error);
  }
}

async function askClientId(): Promise<string | undefined> {
  const entered = await enterText({
    title: vscode.l10n.t('Client ID'),
    prompt: vscode.l10n.t('From the Matter platform'),
    ignoreFocusOut: true,
    validate: (text) =>
      text.trim() === '' || text.includes(':') ? vscode.l10n.t('Enter the client ID; it holds no colon.') : undefined,
  });
  return entered?.trim();
}

async function verify(ports: SignInPorts, entered: Entered, refused?: string): Promise<Credential | undefined> {
  const text = await enterText({
    title: vscode.l10n.t('Client Secret'),
    prompt: refused ?? vscode.l10n.t('It goes to the secret storage of VS Code, after the API has accepted it.'),
    password: true,
    ignoreFocusOut: true,
  });
  if (text === undefined) return undefined;
  const host = new URL(entered.origin).host;
  const label = `${shortClientId(entered.clientId)} (${host})`;
  try {
    return await storeOrUseForSession(ports, { ...entered, label, clientSecret: new Secret(text) });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'credentials-rejected') throw error;
    return verify(ports, entered, error.message); // with what the server says
  }
}

/** In the secret storage; where that does not work, the user may have the account until the window closes. */
async function storeOrUseForSession(
  { accounts, report }: SignInPorts,
  account: NewAccount,
): Promise<Credential | undefined> {
  try {
    const existing = (await accounts.list()).find(
      ({ origin, clientId }) => origin === parseOrigin(account.origin) && clientId === account.clientId,
    );
    return await accounts.signIn(existing === undefined ? account : { ...account, id: existing.id });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'store-unavailable') throw error;
    const useForSession = vscode.l10n.t('Use Until Closed');
    const detail = vscode.l10n.t(
      'You can use the account until this window closes. The secret then stays in memory and goes to no file.',
    );
    if (!(await report.confirm(error.message, useForSession, detail))) return undefined;
    return accounts.signIn({ ...account, sessionOnly: true });
  }
}
