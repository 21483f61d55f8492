import * as vscode from 'vscode';
import { AppError } from '../../core/appError.ts';
import type { Accounts } from '../../core/auth/accounts.ts';
import type { Credential } from '../../core/auth/credential.ts';
import type { TokenService } from '../../core/auth/tokenService.ts';
import { toLabel } from '../labels.ts';
import type { Report } from '../report.ts';

export const providerId = 'matter';

/** The accounts in VS Code's Accounts menu. Our own sends do not pass through here. */
export class MatterAuthenticationProvider implements vscode.AuthenticationProvider {
  readonly #accounts: Accounts;
  readonly #tokens: TokenService;
  readonly #signIn: () => Promise<Credential | undefined>;
  readonly #report: Report;
  readonly #changed = new vscode.EventEmitter<vscode.AuthenticationProviderAuthenticationSessionsChangeEvent>();
  readonly #subscription: { dispose(): void };
  #known: ReadonlyMap<string, vscode.AuthenticationSession> = new Map();

  readonly onDidChangeSessions = this.#changed.event;

  constructor(accounts: Accounts, tokens: TokenService, signIn: () => Promise<Credential | undefined>, report: Report) {
    this.#accounts = accounts;
    this.#tokens = tokens;
    this.#signIn = signIn;
    this.#report = report;
    this.#subscription = accounts.onDidChange(() => void this.#announce().catch(() => undefined)); // store locked: next use says so
  }

  /** Without scopes it is a listing and touches no network, so that offline accounts stay in the menu. */
  getSessions(
    scopes: readonly string[] | undefined,
    options?: vscode.AuthenticationProviderSessionOptions,
  ): Promise<vscode.AuthenticationSession[]> {
    return this.#report.plainly(() => this.#sessions(scopes, options?.account?.id));
  }

  async #sessions(scopes: readonly string[] | undefined, wantedId?: string): Promise<vscode.AuthenticationSession[]> {
    const all = await this.#accounts.list();
    this.#known = new Map(all.map((credential) => [credential.id, toSession(credential, '')]));
    if (scopes === undefined || scopes.length === 0) return [...this.#known.values()];
    const wanted = all.filter(({ id }) => wantedId === undefined || wantedId === id);
    return Promise.all(wanted.map(async (credential) => toSession(credential, await this.#bearer(credential), scopes)));
  }

  createSession(scopes: readonly string[]): Promise<vscode.AuthenticationSession> {
    return this.#report.plainly(async () => {
      const credential = await this.#signIn();
      if (credential === undefined) throw new AppError('cancelled', 'Sign in was cancelled.');
      return toSession(credential, await this.#bearer(credential), scopes);
    });
  }

  removeSession(sessionId: string): Promise<void> {
    return this.#report.plainly(() => this.#accounts.signOut(sessionId));
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  async #bearer(credential: Credential): Promise<string> {
    return (await this.#tokens.accessToken(credential)).reveal(); // VS Code asked the user for consent
  }

  async #announce(): Promise<void> {
    const before = this.#known;
    const all = await this.#accounts.list();
    this.#known = new Map(all.map((credential) => [credential.id, toSession(credential, '')]));
    const added = [...this.#known.values()].filter(({ id }) => !before.has(id));
    const removed = [...before.values()].filter(({ id }) => !this.#known.has(id));
    if (added.length + removed.length > 0) this.#changed.fire({ added, removed, changed: [] });
  }
}

function toSession(
  credential: Credential,
  accessToken: string,
  scopes: readonly string[] = [],
): vscode.AuthenticationSession {
  return { id: credential.id, account: { id: credential.id, label: toLabel(credential.label) }, accessToken, scopes };
}
