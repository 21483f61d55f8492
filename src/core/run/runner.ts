import { AppError } from '../appError.ts';
import type { Clock } from '../clock.ts';
import type { HttpRequest } from '../http/httpMessage.ts';
import { pollUntilReady, type PollProgress } from '../http/poll.ts';
import type { Transport } from '../http/transport.ts';
import type { RequestNode } from '../syntax/nodes.ts';
import type { MatterTree } from '../syntax/tree.ts';
import { readDirectives } from './directives.ts';
import type { Exchange } from './exchange.ts';
import { placeOf } from './place.ts';
import { prepareRequest } from './prepareRequest.ts';
import { Resolver, type ResolverPorts } from './resolver.ts';

/** Who sends: the account's origin with a transport that attaches its token, or nobody. */
export interface Sender {
  readonly origin?: string;
  readonly transport: Transport;
  /** Attaches nothing: `@no-auth`. */
  readonly plainTransport: Transport;
}

export interface RunOptions {
  readonly signal?: AbortSignal;
  readonly given?: ReadonlyMap<string, string>;
  readonly onStart?: (request: RequestNode) => void;
  readonly onProgress?: (request: RequestNode, progress: PollProgress) => void;
  /** Every exchange, those of dependencies too. */
  readonly onExchange?: (request: RequestNode, exchange: Exchange) => void;
}

/**
 * Sends the requests of one file, in one run. A named request that another one refers to, and that has no response
 * yet, is sent first and once.
 */
export class Runner {
  readonly #tree: MatterTree;
  readonly #sender: Sender;
  readonly #clock: Clock;
  readonly #newUuid: () => string;
  readonly #exchanges: Map<string, Exchange>;

  /** `exchanges`: earlier responses by request name; the run adds its own. */
  constructor(
    tree: MatterTree,
    sender: Sender,
    ports: { readonly clock: Clock; readonly newUuid: () => string },
    exchanges = new Map<string, Exchange>(),
  ) {
    this.#tree = tree;
    this.#sender = sender;
    this.#clock = ports.clock;
    this.#newUuid = ports.newUuid;
    this.#exchanges = exchanges;
  }

  run(request: RequestNode, options: RunOptions = {}): Promise<Exchange> {
    return this.#run(request, options, []);
  }

  /** The request as it would be sent, from the responses that are known: nothing is sent for it. */
  prepare(request: RequestNode, given: ReadonlyMap<string, string> = new Map()): Promise<HttpRequest> {
    const resolver = this.#resolver(given, (name) => Promise.resolve(this.#exchanges.get(name)));
    return prepareRequest(this.#tree, request, resolver, this.#sender.origin);
  }

  async #run(request: RequestNode, options: RunOptions, path: readonly RequestNode[]): Promise<Exchange> {
    const { text } = this.#tree;
    if (path.includes(request)) {
      throw new AppError(
        'unresolved',
        `${placeOf(text, request.lineSpan)}: these requests wait for each other. Nothing was sent.`,
      );
    }
    const directives = readDirectives(request, text);
    const resolver = this.#resolver(options.given ?? new Map(), (name) =>
      this.#exchangeOf(name, options, [...path, request]),
    );
    const prepared = await prepareRequest(this.#tree, request, resolver, this.#sender.origin);
    options.onStart?.(request);
    const exchange = await this.#send(request, prepared, directives, options);
    if (request.name !== undefined) this.#exchanges.set(request.name, exchange);
    options.onExchange?.(request, exchange);
    return exchange;
  }

  #resolver(given: ReadonlyMap<string, string>, exchangeOf: ResolverPorts['exchangeOf']): Resolver {
    const dynamic = { now: () => this.#clock.now(), newUuid: this.#newUuid };
    return new Resolver(this.#tree, { dynamic, given, exchangeOf });
  }

  async #exchangeOf(name: string, options: RunOptions, path: readonly RequestNode[]): Promise<Exchange | undefined> {
    const known = this.#exchanges.get(name);
    if (known !== undefined) return known;
    const request = this.#tree.requests.find((candidate) => candidate.name === name);
    return request === undefined ? undefined : this.#run(request, options, path);
  }

  async #send(
    node: RequestNode,
    request: Exchange['request'],
    directives: ReturnType<typeof readDirectives>,
    options: RunOptions,
  ): Promise<Exchange> {
    const transport = directives.noAuth ? this.#sender.plainTransport : this.#sender.transport;
    let attempts = 0;
    const once = (): ReturnType<Transport['send']> => {
      attempts++;
      return transport.send(request, sendSignal(options.signal, directives.timeoutMs));
    };
    const onProgress = (progress: PollProgress): void => options.onProgress?.(node, progress);
    const response =
      directives.poll === undefined
        ? await once()
        : await pollUntilReady(once, directives.poll, this.#clock, onProgress, options.signal);
    return { request, response, attempts };
  }
}

function sendSignal(signal: AbortSignal | undefined, timeoutMs: number | undefined): AbortSignal | undefined {
  if (timeoutMs === undefined) return signal;
  const deadline = AbortSignal.timeout(timeoutMs);
  return signal === undefined ? deadline : AbortSignal.any([signal, deadline]);
}
