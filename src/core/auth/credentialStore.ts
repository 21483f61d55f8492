import type { Event } from '../event.ts';
import type { Credential } from './credential.ts';

/** Keeps credentials, one entry an account. Rejects with 'store-unavailable' when the keyring does not answer. */
export interface CredentialStore {
  list(): Promise<readonly Credential[]>;
  put(credential: Credential): Promise<void>;
  /** In memory, until this window closes. */
  putForSession(credential: Credential): void;
  delete(id: string): Promise<void>;
  /** An entry changed, here or in another window. */
  readonly onDidChange: Event<void>;
}
