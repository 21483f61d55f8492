import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { Accounts, type RememberedAccount } from '../../core/auth/accounts.ts';
import { AppError } from '../../core/appError.ts';
import type { Credential } from '../../core/auth/credential.ts';
import type { Secret } from '../../core/secret.ts';
import { createGuardedTransport } from '../../core/auth/guardedTransport.ts';
import { createAuthTransport } from '../../core/auth/authTransport.ts';
import { TokenClient } from '../../core/auth/tokenClient.ts';
import { TokenService } from '../../core/auth/tokenService.ts';
import { Redactor } from '../../core/http/redactor.ts';
import type { Transport } from '../../core/http/transport.ts';
import type { Sender } from '../../core/run/runner.ts';
import { systemClock } from '../../node/systemClock.ts';
import { Disposables } from '../disposables.ts';
import type { Report } from '../report.ts';
import { settings } from '../settings.ts';
import { createAccountCommands, type AccountCommands } from './accountCommands.ts';
import { registerAccountStatus } from './accountStatus.ts';
import { MatterAuthenticationProvider, providerId } from './authenticationProvider.ts';
import { SecretCredentialStore } from './secretCredentialStore.ts';

/** Accounts, their tokens, and who sends with them. */
export class Auth {
  readonly accounts: Accounts;
  readonly tokens: TokenService;
  readonly #transport: Transport;
  /** Of the accounts only: what may be in no request. */
  readonly #secrets = new Redactor();
  readonly #own = new Disposables();

  constructor(context: vscode.ExtensionContext, transport: Transport, redactor: Redactor) {
    this.#transport = transport;
    const remember = (secret: Secret): (() => void) => {
      const forget = [redactor.add(secret), this.#secrets.add(secret)];
      return () => {
        for (const one of forget) one();
      };
    };
    const client = new TokenClient(transport, systemClock);
    this.tokens = this.#own.add(new TokenService(client, systemClock, remember));
    this.accounts = this.#own.add(
      new Accounts({
        store: this.#own.add(new SecretCredentialStore(context.secrets)),
        client,
        tokens: this.tokens,
        active: {
          get: () => context.globalState.get<RememberedAccount>('account'),
          set: async (account) => {
            await context.globalState.update('account', account);
          },
        },
        clock: systemClock,
        newId: randomUUID,
        remember,
      }),
    );
  }

  /** The Accounts menu, the status bar, and what the commands do. */
  register(startSandbox: () => Promise<Credential>, report: Report): AccountCommands {
    const { accounts, tokens } = this;
    const signInByUser = async (): Promise<Credential | undefined> => {
      const { signIn } = await import('./signIn.ts');
      return signIn({ accounts, apiOrigin: settings.apiOrigin, startSandbox });
    };
    const provider = this.#own.add(new MatterAuthenticationProvider(accounts, tokens, signInByUser));
    const options = { supportsMultipleAccounts: true };
    this.#own.add(vscode.authentication.registerAuthenticationProvider(providerId, 'Matter', provider, options));
    this.#own.add(registerAccountStatus(accounts, tokens));
    void this.#tellLost(report).catch((error: unknown) => {
      report.quiet(error); // the status bar says that the keyring does not answer
    });
    return createAccountCommands({ accounts, tokens, report, signIn: signInByUser });
  }

  async #tellLost(report: Report): Promise<void> {
    const lost = await this.accounts.takeLost();
    if (lost === undefined) return;
    const message = vscode.l10n.t(
      'The secret storage of VS Code no longer has the account "{0}": the keyring of this computer was reset, or keeps nothing. Sign in again.',
      lost.label,
    );
    report.error(new AppError('not-signed-in', message));
  }

  /** The account (else the one in use) with the transport that attaches its token; signed out, whole URLs still go. */
  async sender(accountId?: string): Promise<Sender> {
    const all = await this.accounts.list();
    const credential = accountId === undefined ? await this.accounts.active() : all.find(({ id }) => id === accountId);
    const guarded = (transport: Transport): Transport =>
      createGuardedTransport(transport, this.#secrets, credential?.origin);
    const plainTransport = guarded(this.#transport);
    if (credential === undefined) return { transport: plainTransport, plainTransport };
    const transport = guarded(createAuthTransport(this.#transport, this.tokens, credential));
    return { origin: credential.origin, transport, plainTransport };
  }

  dispose(): void {
    this.#own.dispose();
  }
}
