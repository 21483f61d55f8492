import type { Clock } from '../clock.ts';
import { Emitter, type Disposable } from '../event.ts';
import type { Secret } from '../secret.ts';
import type { AuthenticatedClient } from '../http/authenticatedClient.ts';
import type { Credential } from './credential.ts';
import type { CredentialStore } from './credentialStore.ts';
import { parseOrigin } from './origin.ts';
import type { Senders } from './senders.ts';

export interface NewAccount {
  /** Given to replace an account's secret, absent for a new one. */
  readonly id?: string;
  readonly label: string;
  readonly origin: string;
  readonly clientId: string;
  readonly clientSecret: Secret;
  /** The account ends with this window and is in no keyring. */
  readonly sessionOnly?: boolean;
}

/** `sessionOnly`: it was to end with its window. */
export type RememberedAccount = Pick<Credential, 'id' | 'label'> & { readonly sessionOnly?: boolean };

/** Where the account in use is remembered; it holds no secret. */
export interface ActiveAccountMemory {
  get(): RememberedAccount | undefined;
  set(account: RememberedAccount | undefined): Promise<void>;
}

/** The accounts of this computer. Reads the store at each use, so every window sees the same. */
export class Accounts {
  readonly #senders: Senders;
  readonly #store: CredentialStore;
  readonly #active: ActiveAccountMemory;
  readonly #clock: Clock;
  readonly #newId: () => string;
  readonly #changed = new Emitter<void>();
  readonly #subscription: Disposable;
  readonly onDidChange = this.#changed.event;

  constructor(
    senders: Senders,
    store: CredentialStore,
    active: ActiveAccountMemory,
    clock: Clock,
    newId: () => string,
  ) {
    this.#senders = senders;
    this.#store = store;
    this.#active = active;
    this.#clock = clock;
    this.#newId = newId;
    this.#subscription = store.onDidChange(() => {
      this.#changed.fire();
    });
  }

  async list(): Promise<readonly Credential[]> {
    const all = await this.#store.list();
    for (const credential of all) this.#senders.registerLogin(credential);
    return [...all].sort((a, b) => a.createdAt - b.createdAt);
  }

  /** The account in use: the chosen one, else the oldest; undefined when signed out. */
  async active(): Promise<Credential | undefined> {
    const all = await this.list();
    const id = this.#active.get()?.id;
    return all.find((credential) => credential.id === id) ?? all[0];
  }

  /** Who sends with this account, else with the one in use; signed out, whole URLs still go. */
  async client(id?: string): Promise<AuthenticatedClient> {
    const account = id === undefined ? await this.active() : (await this.list()).find((one) => one.id === id);
    return this.#senders.for(account);
  }

  /**
   * At the start of a window: the account last in use, where the keyring no longer gives it (it was reset, or forgets)
   * or gives it damaged. Told once.
   */
  async takeLost(): Promise<RememberedAccount | undefined> {
    const last = this.#active.get();
    if (last === undefined || (await this.list()).some(({ id }) => id === last.id)) return undefined;
    if (this.#active.get() !== last) return undefined; // another one was chosen meanwhile
    await this.#active.set(undefined);
    return last.sessionOnly === true ? undefined : last;
  }

  async use({ id, label, sessionOnly = false }: RememberedAccount): Promise<void> {
    await this.#active.set({ id, label, sessionOnly });
    this.#changed.fire();
  }

  /** Stores the account only after the token endpoint accepted it; a refused secret leaves no trace. */
  async signIn(account: NewAccount): Promise<Credential> {
    this.#senders.registerLogin(account);
    const unverified: Credential = {
      id: account.id ?? this.#newId(),
      label: account.label,
      origin: parseOrigin(account.origin),
      clientId: account.clientId,
      clientSecret: account.clientSecret,
      basic: 'raw',
      createdAt: this.#clock.now(),
    };
    const { form } = await this.#senders.tokenClient.request(unverified);
    const credential: Credential = { ...unverified, ...form };
    const { sessionOnly = false } = account;
    if (sessionOnly) this.#store.putForSession(credential);
    else await this.#store.put(credential);
    this.#senders.tokens.drop(credential.id);
    await this.use({ ...credential, sessionOnly });
    return credential;
  }

  /** Idempotent. */
  async signOut(id: string): Promise<void> {
    await this.#store.delete(id);
    this.#senders.tokens.drop(id);
    if (this.#active.get()?.id === id) await this.#active.set(undefined);
    this.#changed.fire();
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }
}
