import { printCredential, parseCredential, type Credential } from '../../../src/core/auth/credential.ts';
import type { CredentialStore } from '../../../src/core/auth/credentialStore.ts';
import { Emitter } from '../../../src/core/event.ts';

/** One secret storage, shared by any number of windows: each window's store hears the writes of all. */
export class MemorySecrets {
  readonly entries = new Map<string, string>();
  readonly #changed = new Emitter<void>();

  window(): CredentialStore {
    const sessionOnly: Credential[] = [];
    return {
      list: () =>
        Promise.resolve([...[...this.entries.values()].flatMap((text) => parseCredential(text) ?? []), ...sessionOnly]),
      putForSession: (credential) => sessionOnly.push(credential),
      put: (credential: Credential) => {
        this.entries.set(credential.id, printCredential(credential));
        this.#changed.fire();
        return Promise.resolve();
      },
      delete: (id) => {
        if (this.entries.delete(id)) this.#changed.fire();
        return Promise.resolve();
      },
      onDidChange: this.#changed.event,
    };
  }
}
