import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppError } from '../core/appError.ts';
import { Emitter, type Event } from '../core/event.ts';
import type { SandboxRequest, SandboxResponse } from '../core/sandbox/reply.ts';
import { handle, type SandboxOptions } from '../core/sandbox/sandbox.ts';
import { emptySandbox } from '../core/sandbox/sandboxState.ts';
import { Secret } from '../core/secret.ts';

export interface SandboxServerOptions {
  /** 0, the default, takes a free one. */
  readonly port?: number;
  readonly readyAfterMs?: number;
  readonly tokenLifetimeSeconds?: number;
  /** Instead of a random one; the id starts with `sbx_`, or nothing is accepted. */
  readonly credential?: { readonly clientId: string; readonly clientSecret: Secret };
  /** Milliseconds without a request after which it stops. */
  readonly idleMs?: number;
}

export interface SandboxServer {
  readonly origin: string;
  /** Made for this run; opens nothing but this sandbox. */
  readonly clientId: string;
  readonly clientSecret: Secret;
  /** Requests received so far, refused ones among them. */
  readonly requestCount: number;
  readonly onDidStop: Event<void>;
  /** Closes every connection; a second call does nothing. */
  stop(): Promise<void>;
}

const bodyLimitBytes = 1_000_000;
const defaultIdleMs = 30 * 60_000;

/** Serves the sandbox on 127.0.0.1 under the rules of docs/security-model.md, 3.6. Rejects with 'sandbox'. */
export async function startSandboxServer(options: SandboxServerOptions = {}): Promise<SandboxServer> {
  const api = toApiOptions(options);
  const stopped = new Emitter<void>();
  const server = createServer({ headersTimeout: 10_000, requestTimeout: 30_000 });
  server.maxConnections = 128; // more than --parallel allows
  const port = await listen(server, options.port ?? 0);
  const stop = (): Promise<void> => close(server);
  const idle = setTimeout(() => void stop(), options.idleMs ?? defaultIdleMs).unref();
  let state = emptySandbox;
  let requestCount = 0;
  server.on('request', (request, response) => {
    idle.refresh();
    requestCount++;
    void answer(request, response, port, (asked) => {
      const step = handle(state, asked, Date.now(), api);
      ({ state } = step);
      return step.response;
    });
  });
  server.once('close', () => {
    clearTimeout(idle);
    stopped.fire();
    stopped.dispose();
  });
  return {
    origin: `http://127.0.0.1:${port}`,
    clientId: api.clientId,
    clientSecret: api.clientSecret,
    get requestCount() {
      return requestCount;
    },
    onDidStop: stopped.event,
    stop,
  };
}

function toApiOptions({ credential, readyAfterMs, tokenLifetimeSeconds }: SandboxServerOptions): SandboxOptions {
  return {
    clientId: credential?.clientId ?? `sbx_${randomBytes(8).toString('hex')}`,
    clientSecret: credential?.clientSecret ?? new Secret(`sbx_secret_${randomBytes(16).toString('hex')}`),
    readyAfterMs: readyAfterMs ?? 3000,
    tokenLifetimeSeconds: tokenLifetimeSeconds ?? 3600,
    randomToken: () => `sbx_token_${randomBytes(16).toString('hex')}`,
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise<number>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      resolve((server.address() as AddressInfo).port);
    });
  }).catch((cause: unknown) => {
    const busy = cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE';
    const reason = busy ? `Port ${port} is in use.` : `The sandbox cannot listen on port ${port}.`;
    throw new AppError('sandbox', `${reason} Choose another one, or 0 for a free one.`, { cause });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}

type Answer = (request: SandboxRequest) => SandboxResponse;

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  port: number,
  toResponse: Answer,
): Promise<void> {
  if (!isFromProgram(request, port)) {
    refuse(response, 403, 'The sandbox answers programs on this computer only.');
    return;
  }
  try {
    const body = await readBody(request);
    if (body === undefined) {
      refuse(response, 413, 'The sandbox takes bodies up to 1 MB.');
      return;
    }
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    send(response, toResponse({ method: request.method ?? '', path: request.url ?? '/', headers, body }));
  } catch {
    response.destroy(); // the client went away
  }
}

/**
 * A page in a browser can reach this port, but not under our own Host (DNS rebinding), or it says where it comes from:
 * by its Origin, or by Sec-Fetch-Site where a request has no Origin, as that for an image.
 */
function isFromProgram({ url = '', headers, headersDistinct }: IncomingMessage, port: number): boolean {
  if (headers.origin !== undefined || headers['sec-fetch-site'] !== undefined) return false;
  if (!url.startsWith('/')) return false; // a whole URL names a host of its own
  const [host = '', ...others] = headersDistinct['host'] ?? [];
  return others.length === 0 && [`127.0.0.1:${port}`, `localhost:${port}`].includes(host.toLowerCase());
}

function send(response: ServerResponse, { status, headers, body }: SandboxResponse): void {
  response.writeHead(status, { ...headers, 'Content-Length': Buffer.byteLength(body) }).end(body);
}

function refuse(response: ServerResponse, status: number, message: string): void {
  const headers = { 'Content-Type': 'application/json', Connection: 'close' };
  send(response, { status, headers, body: JSON.stringify({ error: 'refused', message }) });
}

/** Undefined as soon as it is too large; the socket stays open, so that the client can read why. */
function readBody(request: IncomingMessage): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let sizeBytes = 0;
    request.on('data', (chunk: Buffer) => {
      sizeBytes += chunk.length;
      if (sizeBytes <= bodyLimitBytes) chunks.push(chunk);
      else resolve(undefined); // the rest is read and thrown away until the connection ends
    });
    request.once('end', () => {
      resolve(Buffer.concat(chunks).toString('utf8'));
    });
    request.once('error', reject);
  });
}
