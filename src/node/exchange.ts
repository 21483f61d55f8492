import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../core/appError.ts';
import type { ByteSource } from '../core/http/body.ts';
import { charsetOf, headerValue, type Header, type HttpRequest, type HttpResponse } from '../core/http/httpMessage.ts';
import { BodyCollector, savedLimits, type BodyLimits } from './bodyCollector.ts';
import type { TemporaryFolder } from './temporaryFolder.ts';

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

export interface ExchangeOptions {
  readonly timeouts: Timeouts;
  /** As performance.now() gives it. */
  readonly startedAt: number;
  readonly folder: TemporaryFolder;
  /** An answer without end stops here. One that goes to the user's file does not. */
  readonly limits: BodyLimits;
  readonly signal: AbortSignal | undefined;
}

/** One request on its connection and what comes back. Rejects with Node's errors, or with our own 'timeout'. */
export async function exchange(
  outgoing: ClientRequest,
  request: HttpRequest,
  options: ExchangeOptions,
): Promise<HttpResponse> {
  const { timeouts, startedAt, signal } = options;
  const phases = new Phases(outgoing, request.url, timeouts, startedAt);
  const abort = (): void => void outgoing.destroy(new Error('aborted'));
  signal?.addEventListener('abort', abort, { once: true });
  try {
    if (signal?.aborted === true) abort();
    const incoming = await headOf(outgoing, request, phases);
    const firstByteMs = performance.now() - startedAt;
    const response = await readResponse(incoming, request, phases, options);
    return { ...response, timings: { ...phases.marks, firstByteMs, totalMs: performance.now() - startedAt } };
  } finally {
    phases.end();
    signal?.removeEventListener('abort', abort);
  }
}

/** Sends the request and waits for the response's head. */
function headOf(outgoing: ClientRequest, request: HttpRequest, phases: Phases): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    outgoing.once('response', resolve);
    outgoing.on('error', reject); // also after the response: the rest of the request may be refused
    outgoing.once('finish', () => {
      phases.awaitHead();
    });
    writeBody(outgoing, request.body).catch((error: unknown) => {
      outgoing.destroy(error instanceof Error ? error : new Error(String(error)));
    });
  });
}

async function writeBody(outgoing: ClientRequest, body: HttpRequest['body']): Promise<void> {
  if (typeof body === 'object' && 'chunks' in body) await pipeline(Readable.from(chunksOf(body, outgoing)), outgoing);
  else outgoing.end(body);
}

/** Why a body cannot be read on is why its request ends, not that the connection was closed then. */
async function* chunksOf(body: ByteSource, outgoing: ClientRequest): AsyncIterable<Uint8Array> {
  try {
    yield* body.chunks();
  } catch (error) {
    outgoing.destroy(error instanceof Error ? error : new Error(String(error)));
    throw error;
  }
}

/** One clock for the phases of an exchange, of which one at a time is under way; and the marks of those that passed. */
class Phases {
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

async function readResponse(
  incoming: IncomingMessage,
  request: HttpRequest,
  phases: Phases,
  { folder, limits, signal }: ExchangeOptions,
): Promise<Omit<HttpResponse, 'timings'>> {
  const headers = headersOf(incoming);
  const charset = charsetOf(headers);
  const collector = new BodyCollector(folder, limitsFor(request, limits));
  const warnings: string[] = [];
  try {
    const problem = await collect(incoming, collector, phases);
    if (problem !== undefined) warnings.push(problem);
  } catch (error) {
    await collector.discard();
    throw error;
  }
  if (signal?.aborted === true) {
    await collector.discard();
    throw new Error('aborted');
  }
  const raw = await collector.finish(charset);
  const { statusCode: status = 0, statusMessage: statusText = '', httpVersion } = incoming;
  const head = { status, statusText, httpVersion, headers, truncated: warnings.length > 0 };
  const encoding = headerValue(headers, 'content-encoding');
  if (encoding === undefined) return { ...head, body: raw, warnings };
  const { decode } = await import('./decode.ts');
  const { body, warning } = await decode(raw, encoding, charset, folder);
  return { ...head, body, warnings: warning === undefined ? warnings : [...warnings, warning] };
}

function limitsFor({ saves = false, maxBodyBytes: total }: HttpRequest, limits: BodyLimits): BodyLimits {
  if (saves) return savedLimits;
  return total === undefined ? limits : { ...limits, total };
}

/** Why it ended before its end, if it did: what came is kept and marked, never passed off as whole. */
async function collect(
  incoming: IncomingMessage,
  collector: BodyCollector,
  phases: Phases,
): Promise<string | undefined> {
  phases.awaitBody();
  try {
    for await (const chunk of incoming as AsyncIterable<Uint8Array>) {
      phases.awaitBody();
      if (!(await collector.add(chunk))) return tooLarge;
    }
  } catch (error) {
    if (error instanceof AppError && error.code === 'file') throw error; // ours, not the connection's
    return phases.failure === undefined ? cutShort : `The body is cut short. ${phases.failure.message}`;
  }
  return incoming.complete ? undefined : cutShort;
}

const cutShort = 'The body is cut short: the connection ended before it was complete.';
const tooLarge = 'The body is cut short: it is too large to be kept. Save it with ">> file" in the request.';

function headersOf({ rawHeaders }: IncomingMessage): readonly Header[] {
  const headers: Header[] = [];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) headers.push([rawHeaders[i] ?? '', rawHeaders[i + 1] ?? '']);
  return headers;
}
