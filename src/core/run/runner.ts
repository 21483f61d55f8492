import { AppError } from '../appError.ts';
import type { Clock } from '../clock.ts';
import { takesBearer } from '../http/bearer.ts';
import type { HttpRequest, HttpResponse } from '../http/httpMessage.ts';
import { pollUntilReady, type PollProgress } from '../http/poll.ts';
import { followRedirects } from '../http/redirect.ts';
import { sendWithRetry } from '../http/retry.ts';
import type { Transport } from '../http/transport.ts';
import { duplicateNames } from '../syntax/duplicateNames.ts';
import type { Problem, RequestNode, VariableNode } from '../syntax/nodes.ts';
import type { MatterTree } from '../syntax/tree.ts';
import { captureValue, evaluate, type AssertionResult } from './assertions.ts';
import { readDirectives, type Directives, type PromptNode } from './directives.ts';
import type { DynamicSources } from './dynamicValue.ts';
import { isFailed, type Exchange } from './exchange.ts';
import type { Files } from './files.ts';
import { placeOf } from './place.ts';
import { prepareRequest } from './prepareRequest.ts';
import { accountVariable, Resolver, type ResolverPorts } from './resolver.ts';

/** Who sends: the account's origin with a transport that attaches its token, or nobody. */
export interface Sender {
  readonly origin?: string;
  readonly transport: Transport;
  /** Attaches nothing: `@no-auth`. */
  readonly plainTransport: Transport;
}

export interface RunnerPorts {
  readonly sender: Sender;
  /** Of the account with this label, for `@account`; rejects where there is none. */
  readonly senderOf: (label: string) => Promise<Sender>;
  readonly clock: Clock;
  readonly dynamic: Omit<DynamicSources, 'now'>;
  readonly files: Files;
  readonly environment: ReadonlyMap<string, unknown>;
  /** The answer to a prompt; rejects with 'cancelled' where there is none. */
  readonly ask: (prompt: PromptNode) => Promise<string>;
  /** Whether to send, after a `@note`. */
  readonly confirm: (note: string) => Promise<boolean>;
}

/** What a run has learned, and later requests may use. */
export class RunMemory {
  /** Responses by request name. */
  readonly exchanges = new Map<string, Exchange>();
  readonly captured = new Map<string, unknown>();
}

export interface RunOptions {
  readonly signal?: AbortSignal;
  readonly onStart?: (request: RequestNode) => void;
  readonly onProgress?: (request: RequestNode, progress: PollProgress) => void;
  /** Every exchange, those of dependencies too. */
  readonly onExchange?: (request: RequestNode, exchange: Exchange) => void | Promise<void>;
}

/**
 * Sends the requests of one file, in one run. A named request that another one refers to, and that has no response
 * yet, is sent first and once. Prompts are asked once a run.
 */
export class Runner {
  readonly #tree: MatterTree;
  readonly #ports: RunnerPorts;
  readonly #memory: RunMemory;
  readonly #given: Map<string, unknown>;
  // Made once, so that a request costs the same in a small file and in a large one.
  readonly #variables: ReadonlyMap<string, VariableNode>;
  readonly #byName: ReadonlyMap<string, RequestNode>;
  readonly #duplicates: readonly Problem[];
  readonly #failed = new Set<Exchange>();
  readonly #flights = new Map<RequestNode, Promise<Exchange>>();

  /** `given`: values from outside, before those of the file. */
  constructor(
    tree: MatterTree,
    ports: RunnerPorts,
    memory = new RunMemory(),
    given: ReadonlyMap<string, unknown> = new Map(),
  ) {
    this.#tree = tree;
    this.#ports = ports;
    this.#memory = memory;
    this.#given = new Map(given);
    this.#variables = new Map(tree.variables.map((variable) => [variable.name, variable]));
    this.#byName = new Map(
      tree.requests.flatMap((request) => (request.name === undefined ? [] : [[request.name, request]])),
    );
    this.#duplicates = duplicateNames(tree);
  }

  /** A request that another one waits for at this time is not sent a second time. */
  run(request: RequestNode, options: RunOptions = {}): Promise<Exchange> {
    return this.#share(request, options, []);
  }

  /**
   * The request as it would be sent, from the responses that are known: nothing is sent for it. `takesToken`: the
   * account would attach its token.
   */
  async prepare(request: RequestNode): Promise<{ readonly request: HttpRequest; readonly takesToken: boolean }> {
    const directives = readDirectives(request, this.#tree.text);
    const sender = await this.#senderOf(directives);
    const resolver = this.#resolver(sender, (name) => Promise.resolve(this.#memory.exchanges.get(name)));
    const prepared = await this.#prepare(request, resolver, sender);
    const { origin } = sender;
    return {
      request: prepared,
      takesToken: !directives.noAuth && origin !== undefined && takesBearer(prepared, origin),
    };
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
    const below = [...path, request];
    for (const name of directives.depends) await this.#depend(name, request, options, below);
    await this.#ask(directives);
    const sender = await this.#senderOf(directives);
    const resolver = this.#resolver(sender, (name) => this.#exchangeOf(name, options, below));
    const prepared = await this.#prepare(request, resolver, sender);
    options.onStart?.(request);
    const exchange = await this.#finish(
      request,
      await this.#send(request, prepared, sender, directives, options),
      directives,
    );
    if (request.name !== undefined) this.#memory.exchanges.set(request.name, exchange);
    if (isFailed(exchange)) this.#failed.add(exchange);
    await options.onExchange?.(request, exchange);
    return exchange;
  }

  #prepare(request: RequestNode, resolver: Resolver, sender: Sender): Promise<HttpRequest> {
    return prepareRequest(this.#tree, request, resolver, sender.origin, this.#ports.files, this.#duplicates);
  }

  #resolver({ origin }: Sender, exchangeOf: ResolverPorts['exchangeOf']): Resolver {
    const { clock, dynamic, environment } = this.#ports;
    return new Resolver(this.#tree, this.#variables, {
      given: this.#given,
      captured: this.#memory.captured,
      environment,
      account: new Map(origin === undefined ? [] : [[accountVariable, origin]]),
      dynamic: { ...dynamic, now: () => clock.now() },
      exchangeOf,
    });
  }

  async #depend(name: string, by: RequestNode, options: RunOptions, path: readonly RequestNode[]): Promise<void> {
    if ((await this.#exchangeOf(name, options, path)) !== undefined) return;
    const place = placeOf(this.#tree.text, by.lineSpan);
    throw new AppError('unresolved', `${place}: no request is named "${name}". Correct @depends. Nothing was sent.`);
  }

  /** Each dependency once a run, though several may ask for it at the same time. */
  async #exchangeOf(name: string, options: RunOptions, path: readonly RequestNode[]): Promise<Exchange | undefined> {
    const known = this.#memory.exchanges.get(name);
    // What failed before this run is the user's to judge; what failed in it stops those that need it.
    if (known !== undefined && !this.#failed.has(known)) return known;
    const request = this.#byName.get(name);
    if (request === undefined) return undefined;
    if (path.includes(request)) return this.#run(request, options, path);
    const exchange = known ?? (await this.#share(request, options, path));
    if (!isFailed(exchange)) return exchange;
    const place = placeOf(this.#tree.text, (path.at(-1) ?? request).lineSpan);
    const why = `"${name}" failed with status ${exchange.response.status}`;
    throw new AppError('skipped', `${place}: ${why}, and this request needs it. It was not sent.`);
  }

  async #share(request: RequestNode, options: RunOptions, path: readonly RequestNode[]): Promise<Exchange> {
    const flight = this.#flights.get(request) ?? this.#run(request, options, path);
    this.#flights.set(request, flight);
    try {
      return await flight;
    } finally {
      this.#flights.delete(request);
    }
  }

  async #ask({ notes, prompts }: Directives): Promise<void> {
    for (const note of notes) {
      if (!(await this.#ports.confirm(note))) throw new AppError('cancelled', 'Not sent.');
    }
    for (const prompt of prompts) {
      if (!this.#given.has(prompt.name)) this.#given.set(prompt.name, await this.#ports.ask(prompt));
    }
  }

  #senderOf({ account }: Directives): Promise<Sender> {
    return account === undefined ? Promise.resolve(this.#ports.sender) : this.#ports.senderOf(account);
  }

  async #send(
    node: RequestNode,
    request: HttpRequest,
    sender: Sender,
    directives: Directives,
    options: RunOptions,
  ): Promise<Omit<Exchange, 'assertions'>> {
    const transport = directives.noAuth ? sender.plainTransport : sender.transport;
    let attempts = 0;
    let redirects: readonly string[] = [];
    const once = async (): Promise<HttpResponse> => {
      const send = (hop: HttpRequest): Promise<HttpResponse> => {
        const attempt = (): Promise<HttpResponse> => {
          attempts++;
          return transport.send(hop, sendSignal(options.signal, directives.timeoutMs));
        };
        const { retries } = directives;
        return sendWithRetry(attempt, { method: hop.method, retries }, this.#ports.clock, options.signal);
      };
      if (!directives.follow) return send(request);
      const followed = await followRedirects(request, send);
      redirects = followed.hops;
      return followed.response;
    };
    const { poll } = directives;
    const onProgress = (progress: PollProgress): void => options.onProgress?.(node, progress);
    const isReady = poll?.until === undefined ? undefined : this.#untilOf(poll.until);
    const response =
      poll === undefined
        ? await once()
        : await pollUntilReady(once, poll, this.#ports.clock, onProgress, options.signal, isReady);
    return { request, response, attempts, redirects };
  }

  #untilOf(condition: string): (response: HttpResponse) => Promise<boolean> {
    return async (response) => (await evaluate(condition, response)).passed;
  }

  /** Captures, assertions, the saved body. */
  async #finish(
    request: RequestNode,
    sent: Omit<Exchange, 'assertions'>,
    { captures, asserts }: Directives,
  ): Promise<Exchange> {
    for (const { name, value } of captures) {
      const captured = await captureValue(value, sent.response);
      if (captured === undefined) this.#memory.captured.delete(name);
      else this.#memory.captured.set(name, captured);
    }
    const assertions: AssertionResult[] = [];
    for (const { condition, span } of asserts)
      assertions.push({ condition, span, ...(await evaluate(condition, sent.response)) });
    const { save } = request;
    if (save === undefined) return { ...sent, assertions };
    const savedTo = await this.#ports.files.save(save.text, sent.response.body, save.overwrites);
    return { ...sent, assertions, savedTo };
  }
}

function sendSignal(signal: AbortSignal | undefined, timeoutMs: number | undefined): AbortSignal | undefined {
  if (timeoutMs === undefined) return signal;
  const deadline = AbortSignal.timeout(timeoutMs);
  return signal === undefined ? deadline : AbortSignal.any([signal, deadline]);
}
