import type * as vscode from 'vscode';
import { AppError } from '../../core/appError.ts';
import { isNewerCredential, parseCredential, printCredential, type Credential } from '../../core/auth/credential.ts';
import type { CredentialStore } from '../../core/auth/credentialStore.ts';
import { Emitter } from '../../core/event.ts';

const prefix = 'cred.v1.';

export interface StoreTimes {
  /** How long the keyring may take to answer. */
  readonly guardMs: number;
  /** Changes that follow each other within it are told once. */
  readonly debounceMs: number;
}

/**
 * One SecretStorage entry an account, listed by `keys()`: no index that two windows could lose an update of.
 * A missing entry is normal: VS Code deletes what it cannot decrypt. A damaged one is kept and not used.
 */
export class SecretCredentialStore implements CredentialStore {
  readonly #secrets: vscode.SecretStorage;
  readonly #times: StoreTimes;
  /** Of this window only, by id. */
  readonly #sessionOnly = new Map<string, Credential>();
  readonly #changed = new Emitter<void>();
  #debounce: ReturnType<typeof setTimeout> | undefined;
  readonly #subscription: vscode.Disposable;

  readonly onDidChange = this.#changed.event;

  constructor(secrets: vscode.SecretStorage, times: StoreTimes = { guardMs: 10_000, debounceMs: 100 }) {
    this.#secrets = secrets;
    this.#times = times;
    this.#subscription = secrets.onDidChange(({ key }) => {
      if (key.startsWith(prefix)) this.#tell();
    });
  }

  /** Where the keyring does not answer, the accounts of this window still are there. */
  async list(): Promise<readonly Credential[]> {
    const sessionOnly = [...this.#sessionOnly.values()];
    try {
      return [...(await this.#stored()).filter(({ id }) => !this.#sessionOnly.has(id)), ...sessionOnly];
    } catch (error) {
      if (sessionOnly.length === 0) throw error;
      return sessionOnly;
    }
  }

  async #stored(): Promise<readonly Credential[]> {
    const keys = (await this.#guarded(() => this.#secrets.keys())).filter((key) => key.startsWith(prefix));
    const texts = await Promise.all(keys.map((key) => this.#guarded(() => this.#secrets.get(key))));
    return texts.flatMap((text) => (text === undefined ? [] : (parseCredential(text) ?? [])));
  }

  /** Writes only what differs, then reads back: a store that loses entries is found out at sign-in. */
  async put(credential: Credential): Promise<void> {
    await this.#write(prefix + credential.id, printCredential(credential));
    this.#sessionOnly.delete(credential.id);
  }

  async #write(key: string, text: string): Promise<void> {
    const kept = await this.#guarded(() => this.#secrets.get(key));
    if (kept === text) return;
    if (kept !== undefined && isNewerCredential(kept)) throw newer();
    await this.#guarded(() => this.#secrets.store(key, text));
    if ((await this.#guarded(() => this.#secrets.get(key))) !== text) throw unavailable('did not keep the entry');
  }

  putForSession(credential: Credential): void {
    this.#sessionOnly.set(credential.id, credential);
  }

  async delete(id: string): Promise<void> {
    if (this.#sessionOnly.delete(id)) return;
    await this.#guarded(() => this.#secrets.delete(prefix + id));
  }

  dispose(): void {
    clearTimeout(this.#debounce);
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  #tell(): void {
    clearTimeout(this.#debounce);
    this.#debounce = setTimeout(() => {
      this.#changed.fire();
    }, this.#times.debounceMs);
  }

  async #guarded<T>(work: () => Thenable<T>): Promise<T> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        reject(unavailable('does not answer'));
      }, this.#times.guardMs);
    });
    try {
      return await Promise.race([work(), late]);
    } catch (cause) {
      throw cause instanceof AppError ? cause : unavailable('failed');
    } finally {
      clearTimeout(timer);
    }
  }
}

function newer(): AppError {
  return new AppError(
    'store-unavailable',
    'A newer version of Matter wrote this account, and this one does not change it. Update Matter, or add the account anew.',
  );
}

function unavailable(what: string): AppError {
  return new AppError(
    'store-unavailable',
    `The secret store of VS Code ${what}. Unlock the keyring of this computer and try again.`,
  );
}
