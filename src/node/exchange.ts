import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { Readable, type Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../core/appError.ts';
import type { ByteSource } from '../core/http/body.ts';
import { charsetOf, headerValue, type Header, type HttpRequest, type HttpResponse } from '../core/http/httpMessage.ts';
import { BodyCollector, savedLimits, type BodyLimits } from './bodyCollector.ts';
import { Phases, type Timeouts } from './phases.ts';
import type { TemporaryFolder } from './temporaryFolder.ts';

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
    // Without a listener Node destroys the connection, and neither error nor response ever comes.
    outgoing.once('upgrade', (_answer: IncomingMessage, socket: Duplex) => {
      socket.destroy();
      reject(unaskedSwitch(request.url));
    });
    outgoing.once('close', () => {
      reject(phases.failure ?? new ClosedEarly());
    });
    outgoing.once('finish', () => {
      phases.awaitHead();
    });
    writeBody(outgoing, request.body).catch((error: unknown) => {
      outgoing.destroy(error instanceof Error ? error : new Error(String(error)));
    });
  });
}

/** 101 answers an Upgrade only (RFC 9110 section 15.2.2), and we never send one. */
function unaskedSwitch({ host }: URL): AppError {
  return new AppError('protocol', `HTTP: ${host} switched to another protocol, which nobody asked for (status 101).`);
}

/** The connection ended without a word of why. */
class ClosedEarly extends Error {
  readonly code = 'ECONNRESET';
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

async function readResponse(
  incoming: IncomingMessage,
  request: HttpRequest,
  phases: Phases,
  { folder, limits, signal }: ExchangeOptions,
): Promise<Omit<HttpResponse, 'timings'>> {
  const headers = headersOf(incoming);
  const charset = charsetOf(headers);
  const { statusCode: status = 0, statusMessage: statusText = '', httpVersion } = incoming;
  const onChunk = isStream(headers) ? streamListener(request, status, headers) : undefined;
  const collector = new BodyCollector(folder, limitsFor(request, limits));
  let problem: string | undefined;
  try {
    problem = await collect(incoming, collector, phases, onChunk);
    if (signal?.aborted === true) problem = keptOf(problem, onChunk !== undefined);
  } catch (error) {
    await collector.discard();
    throw error;
  }
  const raw = await collector.finish(charset);
  const head = { status, statusText, httpVersion, headers, truncated: problem !== undefined };
  const encoding = codingsOf(headers);
  const { body, warning } =
    encoding === '' ? { body: raw } : await (await import('./decode.ts')).decode(raw, encoding, charset, folder);
  return { ...head, body, warnings: [problem, warning].filter((text) => text !== undefined) };
}

/** Of the content, then of the transfer; of these Node removes the last one if it is "chunked" (RFC 9112 section 7). */
function codingsOf(headers: readonly Header[]): string {
  const named = (wanted: string): readonly string[] =>
    headers.flatMap(([name, value]) => (name.toLowerCase() === wanted ? [value] : []));
  const transfer = named('transfer-encoding')
    .join(', ')
    .replace(/(?:^|,)\s*chunked\s*$/i, '');
  return [...named('content-encoding'), transfer].filter((value) => value.trim() !== '').join(', ');
}

/** Of an answer that was aborted: a stream is kept. */
function keptOf(problem: string | undefined, isKept: boolean): string | undefined {
  if (!isKept) throw new Error('aborted');
  return problem === undefined ? undefined : ended;
}

/** Nobody knows when it ends. */
function isStream(headers: readonly Header[]): boolean {
  return ['content-length', 'content-encoding'].every((name) => headerValue(headers, name) === undefined);
}

function streamListener(
  { onStream }: HttpRequest,
  status: number,
  headers: readonly Header[],
): ((chunk: Uint8Array) => void) | undefined {
  if (onStream === undefined) return undefined;
  const startedAt = performance.now();
  return (chunk) => {
    onStream({ status, headers, chunk, elapsedMs: performance.now() - startedAt });
  };
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
  onChunk: ((chunk: Uint8Array) => void) | undefined,
): Promise<string | undefined> {
  phases.awaitBody();
  try {
    for await (const chunk of incoming as AsyncIterable<Uint8Array>) {
      phases.awaitBody();
      onChunk?.(chunk);
      if (!(await collector.add(chunk))) return tooLarge;
    }
  } catch (error) {
    if (error instanceof AppError && error.code === 'file') throw error; // ours, not the connection's
    return cutBy(phases);
  }
  return incoming.complete && !isResetEnd(incoming) ? undefined : cutBy(phases);
}

function cutBy({ failure }: Phases): string {
  return failure === undefined ? cutShort : `The body is cut short. ${failure.message}`;
}

/** A body without a length ends with its connection, but not with one that was torn (RFC 9112 section 8). */
function isResetEnd(incoming: IncomingMessage): boolean {
  const { 'content-length': length, 'transfer-encoding': coding } = incoming.headers;
  const socket = incoming.socket as Socket | null; // null once it is free for the next request
  return length === undefined && coding === undefined && (socket?.errored ?? null) !== null;
}

const cutShort = 'The body is cut short: the connection ended before it was complete.';
const ended = 'The body is cut short: you, or the time limit, ended it. What had come is kept.';
const tooLarge = 'The body is cut short: it is too large to be kept. Save it with ">> file" in the request.';

function headersOf({ rawHeaders }: IncomingMessage): readonly Header[] {
  const headers: Header[] = [];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) headers.push([rawHeaders[i] ?? '', rawHeaders[i + 1] ?? '']);
  return headers;
}
