import type { ClientRequest } from 'node:http';
import { AppError } from '../core/appError.ts';
import type { HttpRequest, HttpResponse } from '../core/http/httpMessage.ts';
import { isIdempotent } from '../core/http/retry.ts';
import type { Transport } from '../core/http/transport.ts';
import { shownLimits, type BodyLimits } from './bodyCollector.ts';
import { Connections, type ConnectionOptions } from './connections.ts';
import { exchange } from './exchange.ts';
import { toNetworkError } from './networkError.ts';
import type { Timeouts } from './phases.ts';
import { TemporaryFolder } from './temporaryFolder.ts';

export interface TransportOptions extends ConnectionOptions {
  /** Read before each send. */
  readonly timeouts?: () => Partial<Timeouts>;
  /** Where large bodies go; the system's temporary folder where it is absent. */
  readonly folder?: string;
  /** What of a response is kept, and where, unless the request saves it. */
  readonly limits?: BodyLimits;
}

/** Milliseconds (docs/security-model.md, 3.8). A whole exchange has no limit, unless the user sets one. */
const defaults: Timeouts = { connectMs: 10_000, firstByteMs: 60_000, idleMs: 60_000, totalMs: undefined };

/** A Transport over node:http(s), which VS Code patches for proxies and certificates. HTTP/1.1 with keep-alive. */
export function createNodeTransport(options: TransportOptions = {}): Transport & { dispose(): void } {
  const connections = new Connections(options);
  const folder = new TemporaryFolder(options.folder);
  const { limits = shownLimits } = options;
  return {
    async send(request, signal) {
      checkRequest(request);
      let outgoing: ClientRequest | undefined;
      try {
        const startedAt = performance.now();
        const timeouts = { ...defaults, ...options.timeouts?.() };
        const once = async (): Promise<HttpResponse> => {
          const open = await connections.prepare(request);
          outgoing = open();
          outgoing.maxHeadersCount = 0; // their size is limited, and Node would drop the rest without a word
          return exchange(outgoing, request, { timeouts, startedAt, folder, limits, signal });
        };
        const response = await once().catch((error: unknown) => {
          if (!isStale(outgoing, error) || !(request.isRepeatable ?? isIdempotent(request.method))) throw error;
          connections.dropIdle();
          return once();
        });
        connections.refuseProxyAnswer(request.url, response.status);
        return response;
      } catch (error) {
        if (signal?.aborted === true) throw abortError(signal, request.url);
        throw toNetworkError(error, request.url, connections.proxyOf(request.url));
      }
    },
    dispose() {
      connections.dispose();
      folder.dispose();
    },
  };
}

/** The server had closed the kept connection before the request could reach it: another one will do. */
function isStale(outgoing: ClientRequest | undefined, error: unknown): boolean {
  return (
    outgoing?.reusedSocket === true &&
    error instanceof Error &&
    'code' in error &&
    /^(?:ECONNRESET|EPIPE)$/.test(String(error.code))
  );
}

function abortError(signal: AbortSignal, url: URL): AppError {
  const reason: unknown = signal.reason;
  if (!(reason instanceof Error) || reason.name !== 'TimeoutError') return new AppError('cancelled', 'Cancelled.');
  return new AppError('timeout', `Timeout: ${url.host} did not answer in time. Try again, or check the network.`);
}

const token = /^[!#$%&'*+.^_`|~\w-]+$/; // RFC 9110 section 5.6.2
/** What a header's value may not hold (RFC 9110 section 5.5): controls, and what is no byte. */
const unsafe = /[^\t\x20-\x7e\x80-\xff]/;

function checkRequest({ method, url, headers }: HttpRequest): void {
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new AppError('invalid-request', `Only http and https are supported, not ${url.protocol}`);
  if (!token.test(method) || method === 'CONNECT') throw new AppError('invalid-request', 'The method is not valid.');
  for (const [name, value] of headers) {
    if (token.test(name) && !unsafe.test(value)) continue;
    const shown = name.replaceAll(/[^\x20-\x7e]/g, ' ').slice(0, 40);
    const hint = 'Its value may hold neither line ends nor characters beyond Latin-1: encode them.';
    throw new AppError('invalid-request', `The header "${shown}" is not valid. ${hint} Nothing was sent.`);
  }
}
