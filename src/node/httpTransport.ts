import { Agent as HttpAgent, request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { AppError } from '../core/appError.ts';
import {
  headerValue,
  type Header,
  type HttpRequest,
  type HttpResponse,
  type Timings,
} from '../core/http/httpMessage.ts';
import type { Transport } from '../core/http/transport.ts';
import { toNetworkError } from './networkError.ts';

/** Limits of design/security.md 3.8, milliseconds and bytes. */
const limits = { connectMs: 10_000, idleMs: 60_000, headerBytes: 65_536, bodyBytes: 50_000_000 };

const unsafe = /[\r\n\0]/;
// The transport writes these itself; a second opinion about where a message ends is how requests are smuggled.
const ownHeaders = new Set(['transfer-encoding', 'connection', 'keep-alive', 'upgrade', 'content-length']);

/** A Transport over node:http(s), which VS Code patches for proxies and certificates. HTTP/1.1 with keep-alive. */
export function createNodeTransport(): Transport & { dispose(): void } {
  const httpAgent = new HttpAgent({ keepAlive: true });
  let httpsAgent: import('node:https').Agent | undefined;
  return {
    async send(request, signal) {
      checkRequest(request);
      const startedAt = performance.now();
      try {
        if (request.url.protocol === 'http:') {
          return await exchange(httpRequest(request.url, optionsFor(request, httpAgent)), request, startedAt, signal);
        }
        const https = await import('node:https');
        httpsAgent ??= new https.Agent({ keepAlive: true });
        return await exchange(https.request(request.url, optionsFor(request, httpsAgent)), request, startedAt, signal);
      } catch (error) {
        if (signal?.aborted === true) throw abortError(signal, request.url);
        throw toNetworkError(error, request.url);
      }
    },
    dispose() {
      httpAgent.destroy();
      httpsAgent?.destroy();
    },
  };
}

function abortError(signal: AbortSignal, url: URL): AppError {
  const reason: unknown = signal.reason;
  if (!(reason instanceof Error) || reason.name !== 'TimeoutError') return new AppError('cancelled', 'Cancelled.');
  return new AppError('timeout', `Timeout: ${url.host} did not answer in time. Try again, or check the network.`);
}

function checkRequest({ method, url, headers }: HttpRequest): void {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new AppError('invalid-request', `Only http and https are supported, not ${url.protocol}`);
  }
  if (!/^[!#$%&'*+.^_`|~\w-]+$/.test(method)) throw new AppError('invalid-request', 'The method is not valid.');
  for (const [name, value] of headers) {
    if (!/^[!#$%&'*+.^_`|~\w-]+$/.test(name) || unsafe.test(value)) {
      throw new AppError('invalid-request', `The header "${name.replace(unsafe, ' ').slice(0, 40)}" is not valid.`);
    }
  }
}

function optionsFor(request: HttpRequest, agent: HttpAgent): object {
  const own = request.headers.filter(([name]) => !ownHeaders.has(name.toLowerCase()));
  const names = new Set(own.map(([name]) => name.toLowerCase()));
  // A flat list keeps duplicates and order, but then Node adds no Host of its own.
  const headers = names.has('host') ? [] : ['Host', request.url.host];
  if (!names.has('user-agent')) headers.push('User-Agent', 'matter-vscode');
  headers.push(...own.flat());
  const length = request.body === undefined ? 0 : Buffer.byteLength(request.body);
  if (length > 0 || !['GET', 'HEAD', 'OPTIONS'].includes(request.method))
    headers.push('Content-Length', String(length));
  return { method: request.method, headers, agent, maxHeaderSize: limits.headerBytes };
}

function exchange(
  outgoing: ClientRequest,
  request: HttpRequest,
  startedAt: number,
  signal?: AbortSignal,
): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    const marks = measure(outgoing, startedAt);
    const abort = (): void => void outgoing.destroy(new Error('aborted'));
    const settle = (): void => signal?.removeEventListener('abort', abort);
    signal?.addEventListener('abort', abort, { once: true });
    outgoing.setTimeout(limits.idleMs, () => outgoing.destroy(timedOut(request.url, 'answer')));
    outgoing.once('error', (error) => {
      settle();
      reject(error);
    });
    outgoing.once('response', (incoming) => {
      const firstByteMs = performance.now() - startedAt;
      readBody(incoming, signal)
        .then(({ body, truncated }) => toResponse(incoming, body, truncated, marks({ firstByteMs })))
        .then(resolve, reject)
        .finally(settle);
    });
    if (signal?.aborted === true) abort();
    outgoing.end(request.body);
  });
}

function timedOut(url: URL, phase: string): AppError {
  return new AppError('timeout', `Timeout: no ${phase} from ${url.host} in time. Try again, or check the network.`);
}

/** Notes the phases of the connection; a reused one has none. */
function measure(outgoing: ClientRequest, startedAt: number): (rest: { firstByteMs: number }) => Timings {
  const marks: { nameMs?: number; connectMs?: number; tlsMs?: number } = {};
  const since = (): number => performance.now() - startedAt;
  outgoing.once('socket', (socket: Socket) => {
    if (!socket.connecting) return;
    const guard = setTimeout(
      () =>
        outgoing.destroy(
          new AppError('timeout', 'Timeout: no connection in 10 s. Check the network or the proxy settings.'),
        ),
      limits.connectMs,
    );
    socket.once('lookup', () => (marks.nameMs = since()));
    socket.once('connect', () => {
      clearTimeout(guard);
      marks.connectMs = since();
    });
    socket.once('secureConnect', () => (marks.tlsMs = since()));
    socket.once('close', () => {
      clearTimeout(guard);
    });
  });
  return ({ firstByteMs }) => ({ ...marks, firstByteMs, totalMs: since() });
}

async function readBody(
  incoming: IncomingMessage,
  signal?: AbortSignal,
): Promise<{ body: Buffer; truncated: boolean }> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of incoming as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > limits.bodyBytes) break;
    }
  } catch (error) {
    if (signal?.aborted === true) throw error;
    // The connection broke: what came is shown and marked, never passed off as whole.
  }
  return { body: Buffer.concat(chunks), truncated: !incoming.complete || size > limits.bodyBytes };
}

async function toResponse(
  incoming: IncomingMessage,
  raw: Buffer,
  truncated: boolean,
  timings: Timings,
): Promise<HttpResponse> {
  const headers: Header[] = [];
  for (let i = 0; i + 1 < incoming.rawHeaders.length; i += 2) {
    headers.push([incoming.rawHeaders[i] ?? '', incoming.rawHeaders[i + 1] ?? '']);
  }
  const encoding = headerValue(headers, 'content-encoding');
  const body = encoding === undefined ? raw : await (await import('./decompress.ts')).decompress(raw, encoding);
  const { statusCode = 0, statusMessage = '', httpVersion } = incoming;
  return { status: statusCode, statusText: statusMessage, httpVersion, headers, body, timings, truncated };
}
