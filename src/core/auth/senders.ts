import type { Clock } from '../clock.ts';
import type { AuthenticatedClient } from '../http/authenticatedClient.ts';
import type { Redactor } from '../http/redactor.ts';
import { SecretMatcher } from '../http/secretMatcher.ts';
import type { Transport } from '../http/transport.ts';
import type { Secret } from '../secret.ts';
import { createAuthTransport } from './authTransport.ts';
import { secretsOf, type Credential } from './credential.ts';
import { createGuardedTransport } from './guardedTransport.ts';
import { TokenClient } from './tokenClient.ts';
import { TokenService } from './tokenService.ts';

/**
 * The one composition of who sends, in the extension, the command line and the tests: guard over auth over transport,
 * signed out too. Secrets of accounts and their tokens are in no request but where an account attaches them.
 */
export class Senders {
  readonly tokenClient: TokenClient;
  readonly tokens: TokenService;
  readonly #transport: Transport;
  readonly #redactor: Redactor;
  /** Of the accounts only: values of environments may well be sent. */
  readonly #guarded = new SecretMatcher();
  readonly #registered = new Set<string>();

  constructor(transport: Transport, clock: Clock, redactor: Redactor) {
    this.#transport = transport;
    this.#redactor = redactor;
    this.tokenClient = new TokenClient(transport, clock);
    this.tokens = new TokenService(this.tokenClient, clock, (token) => this.#registerSecret(token));
  }

  /** The secrets of an account, from now on: none is printed, none leaves in a request. */
  registerLogin(login: Pick<Credential, 'clientId' | 'clientSecret'>): void {
    for (const secret of secretsOf(login)) {
      if (this.#registered.has(secret.reveal())) continue;
      this.#registered.add(secret.reveal());
      this.#registerSecret(secret);
    }
  }

  /** Without an account: signed out. */
  for(account?: Credential): AuthenticatedClient {
    if (account === undefined) {
      const plainTransport = createGuardedTransport(this.#transport, this.#guarded);
      return { transport: plainTransport, plainTransport };
    }
    this.registerLogin(account);
    const { origin } = account;
    return {
      origin,
      transport: createGuardedTransport(
        createAuthTransport(this.#transport, this.tokens, account),
        this.#guarded,
        origin,
      ),
      plainTransport: createGuardedTransport(this.#transport, this.#guarded, origin),
    };
  }

  dispose(): void {
    this.tokens.dispose();
  }

  #registerSecret(secret: Secret): () => void {
    const forget = [this.#redactor.register(secret), this.#guarded.register(secret)];
    return () => {
      for (const one of forget) one();
    };
  }
}
