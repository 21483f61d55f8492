import { setTimeout as delay } from 'node:timers/promises';
import type * as vscode from 'vscode';
import { Accounts, type NewAccount, type RememberedAccount } from '../../../src/core/auth/accounts.ts';
import { Senders } from '../../../src/core/auth/senders.ts';
import { Redactor } from '../../../src/core/http/redactor.ts';
import { Emitter } from '../../../src/core/event.ts';
import { Secret } from '../../../src/core/secret.ts';
import { SecretCredentialStore } from '../../../src/vscode/auth/secretCredentialStore.ts';
import { activeInMemory } from './auth.ts';
import { ManualClock } from './manualClock.ts';
import { testResponse } from './response.ts';

export type SecretCall = 'keys' | 'get' | 'store' | 'delete';

/** What VS Code's SecretStorage may do: throw, hang, lose, echo, and tell of changes late. Shared by all windows. */
export class FaultySecrets implements vscode.SecretStorage {
  readonly entries = new Map<string, string>();
  readonly calls: Record<SecretCall, number> = { keys: 0, get: 0, store: 0, delete: 0 };
  readonly #changed = new Emitter<vscode.SecretStorageChangeEvent>();
  /** Runs before each call takes effect. */
  before: (call: SecretCall, key: string) => Promise<void> | void = () => undefined;
  /** When, and how often, a change is told. */
  tell: (fire: () => void) => void = (fire) => {
    fire();
  };
  /** What is written is gone at once, without a word. */
  loses = false;

  readonly onDidChange = this.#changed.event as vscode.Event<vscode.SecretStorageChangeEvent>;

  async keys(): Promise<string[]> {
    await this.#step('keys', '');
    return [...this.entries.keys()];
  }

  async get(key: string): Promise<string | undefined> {
    await this.#step('get', key);
    return this.entries.get(key);
  }

  async store(key: string, value: string): Promise<void> {
    await this.#step('store', key);
    if (!this.loses) this.entries.set(key, value);
    this.#fire(key);
  }

  async delete(key: string): Promise<void> {
    await this.#step('delete', key);
    this.entries.delete(key);
    this.#fire(key);
  }

  fail(...calls: readonly SecretCall[]): void {
    this.before = (call) => {
      if (calls.includes(call)) throw new Error('The keyring failed: sbx_secret_in_error');
    };
  }

  hang(call: SecretCall): void {
    this.before = (made) => (made === call ? new Promise<void>(() => undefined) : undefined);
  }

  async #step(call: SecretCall, key: string): Promise<void> {
    this.calls[call]++;
    await this.before(call, key);
  }

  #fire(key: string): void {
    this.tell(() => {
      this.#changed.fire({ key });
    });
  }
}

export interface SecretWindow {
  readonly accounts: Accounts;
  readonly store: SecretCredentialStore;
  /** Change events heard so far. */
  readonly heard: () => number;
  /** What the next window finds. */
  readonly remembered: () => RememberedAccount | undefined;
}

/** One VS Code window: the real accounts over the real store. Its token endpoint accepts whatever comes. */
export function openWindow(secrets: FaultySecrets, name = 'a', last?: RememberedAccount): SecretWindow {
  const clock = new ManualClock();
  const answer = '{"access_token":"sbx_token","token_type":"Bearer","expires_in":3600}';
  const json = [['Content-Type', 'application/json']] as const;
  const transport = { send: () => Promise.resolve(testResponse(200, answer, json)) };
  const senders = new Senders(transport, clock, new Redactor());
  const store = new SecretCredentialStore(secrets, { guardMs: 200, debounceMs: 10 });
  const active = activeInMemory(last);
  let [count, heard] = [0, 0];
  store.onDidChange(() => heard++);
  const accounts = new Accounts(senders, store, active, clock, () => `${name}${++count}`);
  return { accounts, store, heard: () => heard, remembered: () => active.get() };
}

/** Label and secret tell which write they are of. */
export function testAccount(mark: string, id?: string): NewAccount {
  const clientSecret = new Secret(`sbx_secret_${mark}`);
  const account = { label: mark, origin: 'https://api.example.com', clientId: 'sbx_id', clientSecret };
  return id === undefined ? account : { id, ...account };
}

/** `id label secret` of each account a window lists. */
export async function listed({ accounts }: SecretWindow): Promise<readonly string[]> {
  const all = await accounts.list();
  return all.map(({ id, label, clientSecret }) => `${id} ${label} ${clientSecret.reveal()}`).sort();
}

export const settle = (): Promise<void> => delay(40);
