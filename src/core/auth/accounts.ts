import type { Clock } from '../clock.ts';
import { Emitter, type Disposable } from '../event.ts';
import type { Secret } from '../secret.ts';
import { secretsOf, type Credential } from './credential.ts';
import type { CredentialStore } from './credentialStore.ts';
import { parseOrigin } from './origin.ts';
import type { TokenClient } from './tokenClient.ts';
import type { TokenService } from './tokenService.ts';

export interface NewAccount {
  /** Given to replace an account's secret, absent for a new one. */
  readonly id?: string;
  readonly label: string;
  readonly origin: string;
  readonly clientId: string;
  readonly clientSecret: Secret;
  /** The account ends with this window and is in no keyring. */
  readonly isHeld?: boolean;
}

/** `isHeld`: it was to end with its window. */
export type RememberedAccount = Pick<Credential, 'id' | 'label'> & { readonly isHeld?: boolean };

/** Where the account in use is remembered; it holds no secret. */
export interface ActiveAccountMemory {
  get(): RememberedAccount | undefined;
  set(account: RememberedAccount | undefined): Promise<void>;
}

export interface AccountsPorts {
  readonly store: CredentialStore;
  readonly client: TokenClient;
  readonly tokens: TokenService;
  readonly active: ActiveAccountMemory;
  readonly clock: Clock;
  readonly newId: () => string;
  /** Makes a secret known to the redactor. */
  readonly remember: (secret: Secret) => unknown;
}

/** The accounts of this computer. Reads the store at each use, so every window sees the same. */
export class Accounts {
  readonly #ports: AccountsPorts;
  readonly #changed = new Emitter<void>();
  readonly #subscription: Disposable;
  readonly onDidChange = this.#changed.event;

  constructor(ports: AccountsPorts) {
    this.#ports = ports;
    this.#subscription = ports.store.onDidChange(() => {
      this.#changed.fire();
    });
  }

  async list(): Promise<readonly Credential[]> {
    const all = await this.#ports.store.list();
    for (const credential of all) this.#remember(credential);
    return [...all].sort((a, b) => a.createdAt - b.createdAt);
  }

  /** The account in use: the chosen one, else the oldest; undefined when signed out. */
  async active(): Promise<Credential | undefined> {
    const all = await this.list();
    const id = this.#ports.active.get()?.id;
    return all.find((credential) => credential.id === id) ?? all[0];
  }

  /**
   * At the start of a window: the account last in use, where the keyring no longer gives it (it was reset, or forgets)
   * or gives it damaged. Told once.
   */
  async takeLost(): Promise<RememberedAccount | undefined> {
    const last = this.#ports.active.get();
    if (last === undefined || (await this.list()).some(({ id }) => id === last.id)) return undefined;
    if (this.#ports.active.get() !== last) return undefined; // another one was chosen meanwhile
    await this.#ports.active.set(undefined);
    return last.isHeld === true ? undefined : last;
  }

  async use({ id, label, isHeld = false }: RememberedAccount): Promise<void> {
    await this.#ports.active.set({ id, label, isHeld });
    this.#changed.fire();
  }

  /** Stores the account only after the token endpoint accepted it; a refused secret leaves no trace. */
  async signIn(account: NewAccount): Promise<Credential> {
    const { clock, client, newId, store, tokens } = this.#ports;
    this.#remember(account);
    const unverified: Credential = {
      id: account.id ?? newId(),
      label: account.label,
      origin: parseOrigin(account.origin),
      clientId: account.clientId,
      clientSecret: account.clientSecret,
      basic: 'raw',
      createdAt: clock.now(),
    };
    const { basic } = await client.request(unverified);
    const credential: Credential = { ...unverified, basic };
    const { isHeld = false } = account;
    if (isHeld) store.hold(credential);
    else await store.put(credential);
    tokens.drop(credential.id);
    await this.use({ ...credential, isHeld });
    return credential;
  }

  /** Idempotent. */
  async signOut(id: string): Promise<void> {
    await this.#ports.store.delete(id);
    this.#ports.tokens.drop(id);
    if (this.#ports.active.get()?.id === id) await this.#ports.active.set(undefined);
    this.#changed.fire();
  }

  #remember(login: Pick<Credential, 'clientId' | 'clientSecret'>): void {
    for (const secret of secretsOf(login)) this.#ports.remember(secret);
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }
}
