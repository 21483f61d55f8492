import type { ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import { AppError } from '../core/appError.ts';

/** Milliseconds for each phase; undefined: no limit. */
export interface Timeouts {
  /** Until the connection stands: name, connect, TLS, proxy. */
  readonly connectMs: number;
  /** From the end of the request to the end of the response's headers. */
  readonly firstByteMs: number;
  /** Without a byte of the body. */
  readonly idleMs: number;
  readonly totalMs: number | undefined;
}

/** One clock for the phases of an exchange, of which one at a time is under way; and the marks of those that passed. */
export class Phases {
  readonly marks: { nameMs?: number; connectMs?: number; tlsMs?: number } = {};
  /** Why the exchange was ended, if a phase took too long. */
  failure: AppError | undefined;
  readonly #outgoing: ClientRequest;
  readonly #url: URL;
  readonly #timeouts: Timeouts;
  readonly #total: NodeJS.Timeout | undefined;
  #timer: NodeJS.Timeout | undefined;
  #hasHead = false;

  constructor(outgoing: ClientRequest, url: URL, timeouts: Timeouts, startedAt: number) {
    this.#outgoing = outgoing;
    this.#url = url;
    this.#timeouts = timeouts;
    const { connectMs, idleMs, totalMs } = timeouts;
    if (totalMs !== undefined) this.#total = this.#after(totalMs, `${url.host} took longer than ${seconds(totalMs)}`);
    this.#next(connectMs, `no connection to ${url.host} in ${seconds(connectMs)}`);
    outgoing.once('socket', (socket: Socket) => {
      if (socket.connecting) this.#measure(socket, startedAt);
      else clearTimeout(this.#timer);
    });
    // While the request goes out, the socket knows best whether anything moves.
    outgoing.setTimeout(idleMs, () => {
      this.#fail(`${url.host} took nothing for ${seconds(idleMs)}`);
    });
  }

  /** The request is sent: now the response has to begin. */
  awaitHead(): void {
    this.#outgoing.setTimeout(0);
    const { firstByteMs } = this.#timeouts;
    if (!this.#hasHead) this.#next(firstByteMs, `no answer from ${this.#url.host} in ${seconds(firstByteMs)}`);
  }

  /** The head came, or a part of the body. */
  awaitBody(): void {
    if (this.#hasHead) {
      this.#timer?.refresh();
      return;
    }
    this.#hasHead = true;
    const { idleMs } = this.#timeouts;
    this.#next(idleMs, `${this.#url.host} sent nothing for ${seconds(idleMs)}`);
  }

  end(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#total);
  }

  #measure(socket: Socket, startedAt: number): void {
    const since = (): number => performance.now() - startedAt;
    socket.once('lookup', () => (this.marks.nameMs = since()));
    socket.once('connect', () => (this.marks.connectMs = since()));
    socket.once('secureConnect', () => (this.marks.tlsMs = since()));
    socket.once(this.#url.protocol === 'https:' ? 'secureConnect' : 'connect', () => {
      clearTimeout(this.#timer);
    });
  }

  #next(ms: number, what: string): void {
    clearTimeout(this.#timer);
    this.#timer = this.#after(ms, what);
  }

  #after(ms: number, what: string): NodeJS.Timeout {
    return setTimeout(() => {
      this.#fail(what);
    }, ms);
  }

  #fail(what: string): void {
    this.failure = new AppError('timeout', `Timeout: ${what}. Try again, or check the network.`);
    this.#outgoing.destroy(this.failure);
  }
}

function seconds(ms: number): string {
  return `${ms / 1000} s`;
}
