import type * as vscode from 'vscode';
import { AppError } from '../../core/appError.ts';
import { parseCredential, printCredential, type Credential } from '../../core/auth/credential.ts';
import type { CredentialStore } from '../../core/auth/credentialStore.ts';
import { Emitter } from '../../core/event.ts';

const prefix = 'cred.v1.';
const guardMs = 10_000;

/**
 * One SecretStorage entry an account, listed by `keys()`: no index that two windows could lose an update of.
 * A missing entry is normal: VS Code deletes what it cannot decrypt. A damaged one is kept and not used.
 */
export class SecretCredentialStore implements CredentialStore {
  readonly #secrets: vscode.SecretStorage;
  readonly #changed = new Emitter<void>();
  readonly #subscription: vscode.Disposable;

  readonly onDidChange = this.#changed.event;

  constructor(secrets: vscode.SecretStorage) {
    this.#secrets = secrets;
    this.#subscription = secrets.onDidChange(({ key }) => {
      if (key.startsWith(prefix)) this.#changed.fire();
    });
  }

  async list(): Promise<readonly Credential[]> {
    const keys = (await guarded(this.#secrets.keys())).filter((key) => key.startsWith(prefix));
    const texts = await Promise.all(keys.map((key) => guarded(this.#secrets.get(key))));
    return texts.flatMap((text) => (text === undefined ? [] : (parseCredential(text) ?? [])));
  }

  /** Writes only what differs, then reads back: a store that loses entries is found out at sign-in. */
  async put(credential: Credential): Promise<void> {
    const key = prefix + credential.id;
    const text = printCredential(credential);
    if ((await guarded(this.#secrets.get(key))) === text) return;
    await guarded(this.#secrets.store(key, text));
    if ((await guarded(this.#secrets.get(key))) !== text) throw unavailable('did not keep the entry');
  }

  async delete(id: string): Promise<void> {
    await guarded(this.#secrets.delete(prefix + id));
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }
}

async function guarded<T>(work: Thenable<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(unavailable('does not answer'));
    }, guardMs);
  });
  try {
    return await Promise.race([work, late]);
  } catch (cause) {
    throw cause instanceof AppError ? cause : unavailable('failed');
  } finally {
    clearTimeout(timer);
  }
}

function unavailable(what: string): AppError {
  return new AppError(
    'store-unavailable',
    `The secret store of VS Code ${what}. Unlock the keyring of this computer and try again.`,
  );
}
