import { AppError } from '../appError.ts';
import type { Clock } from '../clock.ts';
import { Emitter } from '../event.ts';
import type { Secret } from '../secret.ts';
import type { AccessToken } from './accessToken.ts';
import type { Credential } from './credential.ts';
import type { TokenClient } from './tokenClient.ts';

export type TokenState = 'idle' | 'ready' | 'refreshing' | 'offline' | 'rejected';

const skewMs = 30_000;
const eagerMs = 300_000;
const tokenTries = 3;

interface Slot {
  token?: AccessToken;
  pending?: Promise<AccessToken>;
  /** What the server does not accept: it is not asked again until the user edits it, or drops the slot. */
  refused?: { readonly credential: Credential; readonly error: AppError };
  state: TokenState;
}

interface KnownToken {
  /** Unix epoch milliseconds. */
  readonly until: number;
  readonly forget: () => void;
}

/**
 * Access tokens, in memory only: got at use, by wall clock, never by timer; one flight a credential.
 * Constants: docs/security-model.md, 3.8.
 */
export class TokenService {
  readonly #client: TokenClient;
  readonly #clock: Clock;
  readonly #registerSecret: (token: Secret) => () => void;
  readonly #slots = new Map<string, Slot>();
  /** By credential: the tokens that may still be valid, each with the way to forget it. */
  readonly #known = new Map<string, readonly KnownToken[]>();
  readonly #changed = new Emitter<string>();

  /** Fires the credential's id when its state changes. */
  readonly onDidChange = this.#changed.event;

  /** `registerSecret` makes a token known to the redactor and returns the way to forget it. */
  constructor(client: TokenClient, clock: Clock, registerSecret: (token: Secret) => () => void) {
    this.#client = client;
    this.#clock = clock;
    this.#registerSecret = registerSecret;
  }

  state(id: string): TokenState {
    return this.#slots.get(id)?.state ?? 'idle';
  }

  /** A token that is valid now. A caller's signal ends its own wait, never the shared request. */
  async accessToken(credential: Credential, signal?: AbortSignal): Promise<Secret> {
    const slot = this.#slot(credential.id);
    const freshness = slot.token === undefined ? 'stale' : freshnessOf(slot.token, this.#clock.now());
    if (slot.token !== undefined && freshness === 'fresh') return slot.token.value;
    const refresh = this.#refresh(credential, slot);
    if (slot.token !== undefined && freshness === 'ageing') {
      refresh.catch(() => undefined); // the old token still serves; the next caller meets the failure
      return slot.token.value;
    }
    return (await abortable(refresh, signal)).value;
  }

  /** Drops `token` after the server refused it; a newer one that another caller got meanwhile stays. */
  invalidate(credential: Credential, token: Secret): void {
    const slot = this.#slots.get(credential.id);
    if (slot?.token?.value === token) delete slot.token;
  }

  /** Forgets everything of an account that was signed out or edited. */
  drop(id: string): void {
    this.#slots.delete(id);
    for (const { forget } of this.#known.get(id) ?? []) forget();
    this.#known.delete(id);
    this.#changed.fire(id);
  }

  dispose(): void {
    for (const { forget } of [...this.#known.values()].flat()) forget();
    this.#slots.clear();
    this.#changed.dispose();
  }

  #slot(id: string): Slot {
    const slot = this.#slots.get(id) ?? { state: 'idle' };
    this.#slots.set(id, slot);
    return slot;
  }

  #refresh(credential: Credential, slot: Slot): Promise<AccessToken> {
    // One flight covers request and memory, so no caller acts on a stale read. It takes no caller's signal.
    slot.pending ??= this.#mint(credential, slot).finally(() => {
      delete slot.pending;
    });
    return slot.pending;
  }

  async #mint(credential: Credential, slot: Slot): Promise<AccessToken> {
    if (slot.refused !== undefined && isSameLogin(slot.refused.credential, credential)) throw slot.refused.error;
    delete slot.refused;
    this.#setState(credential.id, slot, 'refreshing');
    try {
      const { token } = await this.#client.request(credential, tokenTries);
      if (token.isUsedOnce) delete slot.token;
      else slot.token = token;
      if (this.#slots.get(credential.id) === slot) this.#know(credential.id, token);
      this.#setState(credential.id, slot, 'ready');
      return token;
    } catch (error) {
      const isRejected = error instanceof AppError && error.code === 'credentials-rejected';
      if (isRejected) slot.refused = { credential, error };
      this.#setState(credential.id, slot, isRejected ? 'rejected' : 'offline');
      throw error;
    }
  }

  /** One that was replaced stays known until its end: a server may echo it, and it still opens the account. */
  #know(id: string, { value, expiresAt }: AccessToken): void {
    const known = this.#known.get(id) ?? [];
    const isOver = ({ until }: KnownToken): boolean => until <= this.#clock.now();
    for (const { forget } of known.filter(isOver)) forget();
    const still = known.filter((one) => !isOver(one));
    this.#known.set(id, [...still, { until: expiresAt, forget: this.#registerSecret(value) }]);
  }

  #setState(id: string, slot: Slot, state: TokenState): void {
    slot.state = state;
    this.#changed.fire(id);
  }
}

function isSameLogin(a: Credential, b: Credential): boolean {
  return a.origin === b.origin && a.clientId === b.clientId && a.clientSecret.reveal() === b.clientSecret.reveal();
}

/** fresh: use it. ageing: use it and get the next one meanwhile. stale: wait for the next one. */
function freshnessOf(token: AccessToken, now: number): 'fresh' | 'ageing' | 'stale' {
  const lifetimeMs = token.expiresAt - token.obtainedAt;
  // A very short life leaves no room for the whole margin; a third of it still does.
  const staleAt = token.expiresAt - Math.min(skewMs, lifetimeMs / 3);
  const ageingAt = token.expiresAt - Math.min(eagerMs, lifetimeMs / 3);
  if (now >= staleAt || now < token.obtainedAt) return 'stale'; // before it was obtained: the clock was set back
  return now >= ageingAt ? 'ageing' : 'fresh';
}

async function abortable<T>(promise: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (signal === undefined) return promise;
  signal.throwIfAborted();
  let stop: (() => void) | undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => {
      reject(new AppError('cancelled', 'Cancelled.'));
    };
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    if (stop !== undefined) signal.removeEventListener('abort', stop);
  }
}
