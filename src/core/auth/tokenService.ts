import { AppError } from '../appError.ts';
import type { Clock } from '../clock.ts';
import { Emitter } from '../event.ts';
import type { Secret } from '../secret.ts';
import type { AccessToken } from './accessToken.ts';
import type { Credential } from './credential.ts';
import { retryPauseMs, type TokenClient } from './tokenClient.ts';
import { TokenError } from './tokenError.ts';
import type { TokenRequestForm } from './tokenRequest.ts';

export type TokenState = 'idle' | 'ready' | 'refreshing' | 'offline' | 'rejected';

const skewMs = 30_000;
const eagerMs = 300_000;
const tokenTries = 3;
const longestPauseMs = 60_000;
/** As long as a server is believed that wants to be left alone. */
const longestDownMs = 3_600_000;

/** A failure that may pass. Until then callers meet it at once: a server that is down is not asked by each of them. */
interface Outage {
  readonly error: AppError;
  /** Unix epoch milliseconds. */
  readonly since: number;
  readonly until: number;
}

/** What is known of one login. */
interface Slot {
  readonly credential: Credential;
  token?: AccessToken;
  pending?: Promise<AccessToken>;
  /** The server does not accept the login: it is not asked again until the user edits it, or drops the slot. */
  refused?: AppError;
  outage?: Outage;
  /** Failures one after the other. */
  failures: number;
  /** What the server took the last time, where that is not what the credential says. */
  form?: TokenRequestForm;
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
    const slot = this.#slot(credential);
    const freshness = slot.token === undefined ? 'stale' : freshnessOf(slot.token, this.#clock.now());
    if (slot.token !== undefined && freshness === 'fresh') return slot.token.value;
    const refresh = this.#refresh(slot);
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

  #slot(credential: Credential): Slot {
    const known = this.#slots.get(credential.id);
    if (known !== undefined && isSameLogin(known.credential, credential)) return known;
    const slot: Slot = { credential, failures: 0, state: 'idle' };
    this.#slots.set(credential.id, slot);
    return slot;
  }

  #refresh(slot: Slot): Promise<AccessToken> {
    // One flight covers request and memory, so no caller acts on a stale read. It takes no caller's signal.
    slot.pending ??= this.#mint(slot).finally(() => {
      delete slot.pending;
    });
    return slot.pending;
  }

  async #mint(slot: Slot): Promise<AccessToken> {
    this.#refuseAtOnce(slot);
    const { credential } = slot;
    this.#setState(slot, 'refreshing');
    try {
      const { token, form } = await this.#client.request({ ...credential, ...slot.form }, tokenTries);
      slot.form = form;
      slot.failures = 0;
      delete slot.outage;
      if (token.isUsedOnce) delete slot.token;
      else slot.token = token;
      if (this.#slots.get(credential.id) === slot) this.#know(credential.id, token);
      this.#setState(slot, 'ready');
      return token;
    } catch (error) {
      if (error instanceof AppError) this.#remember(slot, error);
      this.#setState(slot, slot.refused === undefined ? 'offline' : 'rejected');
      throw error;
    }
  }

  /** Throws what is known to be still so, without asking the server. */
  #refuseAtOnce({ refused, outage }: Slot): void {
    if (refused !== undefined) throw refused;
    const now = this.#clock.now();
    if (outage !== undefined && isOngoing(outage, now)) throw toldLater(outage, now);
  }

  #remember(slot: Slot, error: AppError): void {
    if (error.code === 'credentials-rejected') {
      slot.refused = error;
      return;
    }
    const since = this.#clock.now();
    const pauseMs = Math.min(retryPauseMs * 2 ** slot.failures++, longestPauseMs);
    const askedMs = error instanceof TokenError ? error.waitMs : undefined;
    slot.outage = { error, since, until: since + Math.min(askedMs ?? pauseMs, longestDownMs) };
  }

  /** One that was replaced stays known until its end: a server may echo it, and it still opens the account. */
  #know(id: string, { value, expiresAt }: AccessToken): void {
    const known = this.#known.get(id) ?? [];
    const isOver = ({ until }: KnownToken): boolean => until <= this.#clock.now();
    for (const { forget } of known.filter(isOver)) forget();
    const still = known.filter((one) => !isOver(one));
    this.#known.set(id, [...still, { until: expiresAt, forget: this.#registerSecret(value) }]);
  }

  #setState(slot: Slot, state: TokenState): void {
    slot.state = state;
    this.#changed.fire(slot.credential.id);
  }
}

function isOngoing({ since, until }: Outage, now: number): boolean {
  return now < until && now >= since; // before it began: the clock was set back
}

function toldLater({ error, until }: Outage, now: number): AppError {
  if (error instanceof TokenError) return error.withWait(until - now);
  const seconds = Math.ceil((until - now) / 1000);
  return new AppError(error.code, `${error.message} The token endpoint is asked again in ${seconds} s.`, {
    cause: error,
  });
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
