import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppError } from '../core/appError.ts';
import { Emitter, type Event } from '../core/event.ts';
import { handle, type SandboxOptions } from '../core/sandbox/sandbox.ts';
import { emptySandbox } from '../core/sandbox/sandboxState.ts';
import { Secret } from '../core/secret.ts';

export interface SandboxServerOptions {
  /** 0, the default, takes a free one. */
  readonly port?: number;
  readonly readyAfterMs?: number;
  readonly tokenLifetimeSeconds?: number;
}

export interface SandboxServer {
  readonly origin: string;
  /** Made for this run; opens nothing but this sandbox. */
  readonly clientId: string;
  readonly clientSecret: Secret;
  readonly onDidStop: Event<void>;
  stop(): Promise<void>;
}

const bodyLimitBytes = 1_000_000;
const idleMs = 30 * 60_000;

/** Serves the sandbox on 127.0.0.1 under the rules of design/security.md 3.6. Rejects with 'sandbox'. */
export async function startSandboxServer(options: SandboxServerOptions = {}): Promise<SandboxServer> {
  const api: SandboxOptions = {
    clientId: `sbx_${randomBytes(8).toString('hex')}`,
    clientSecret: new Secret(`sbx_secret_${randomBytes(16).toString('hex')}`),
    readyAfterMs: options.readyAfterMs ?? 3000,
    tokenLifetimeSeconds: options.tokenLifetimeSeconds ?? 3600,
    newToken: () => `sbx_token_${randomBytes(16).toString('hex')}`,
  };
  const stopped = new Emitter<void>();
  const server = createServer({ headersTimeout: 10_000, requestTimeout: 30_000 });
  server.maxConnections = 64;
  const port = await listen(server, options.port ?? 0);
  const stop = (): Promise<void> => close(server);
  const idle = setTimeout(() => void stop(), idleMs).unref();
  let state = emptySandbox;
  server.on('request', (request, response) => {
    idle.refresh();
    void answer(request, response, port, (asked) => {
      const step = handle(state, asked, Date.now(), api);
      ({ state } = step);
      return step.response;
    });
  });
  server.once('close', () => {
    clearTimeout(idle);
    stopped.fire();
  });
  return {
    origin: `http://127.0.0.1:${port}`,
    clientId: api.clientId,
    clientSecret: api.clientSecret,
    onDidStop: stopped.event,
    stop,
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const busy = cause.code === 'EADDRINUSE';
      const reason = busy
        ? `Port ${port} is in use. Choose another one, or 0 for a free one.`
        : 'The sandbox could not start.';
      reject(new AppError('sandbox', reason, { cause }));
    });
    server.listen(port, '127.0.0.1', () => {
      resolve((server.address() as AddressInfo).port);
    });
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

type Answer = (request: Parameters<typeof handle>[1]) => ReturnType<typeof handle>['response'];

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  port: number,
  toResponse: Answer,
): Promise<void> {
  const { host = '', origin } = request.headers;
  // A page in a browser can reach this port, but not without an Origin or under our own Host (DNS rebinding).
  if (origin !== undefined || ![`127.0.0.1:${port}`, `localhost:${port}`].includes(host.toLowerCase())) {
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
    const {
      status,
      headers: out,
      body: text,
    } = toResponse({ method: request.method ?? '', path: request.url ?? '/', headers, body });
    response.writeHead(status, { ...out, 'Content-Length': Buffer.byteLength(text) }).end(text);
  } catch {
    response.destroy(); // the client went away, or sent a path that is no URL
  }
}

function refuse(response: ServerResponse, status: number, message: string): void {
  response
    .writeHead(status, { 'Content-Type': 'application/json', Connection: 'close' })
    .end(JSON.stringify({ error: 'refused', message }));
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > bodyLimitBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
