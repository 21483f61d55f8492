import { AppError, isCancelled } from '../appError.ts';
import type { Clock } from '../clock.ts';
import type { AuthenticatedClient } from '../http/authenticatedClient.ts';
import { takesBearer } from '../http/bearer.ts';
import type { HttpRequest, StreamPart } from '../http/httpMessage.ts';
import type { PollProgress } from '../http/poll.ts';
import { duplicateNames } from '../syntax/duplicateNames.ts';
import type { Problem, RequestNode, VariableNode } from '../syntax/nodes.ts';
import type { MatterTree } from '../syntax/tree.ts';
import { accountVariable } from '../environment/accountVariable.ts';
import { captureValue, evaluate, type AssertionResult } from './assertions.ts';
import { readDirectives, type Directives, type PromptNode } from './directives.ts';
import type { DynamicSources } from '../environment/dynamicValue.ts';
import { isFailed, type Exchange } from './exchange.ts';
import type { Files } from './files.ts';
import { placeOf } from '../syntax/lineColumn.ts';
import { prepareRequest } from './prepareRequest.ts';
import { RunMemory } from './runMemory.ts';
import { sendRequest, type Sent } from './sendRequest.ts';
import { Resolver, type ResolverPorts } from './resolver.ts';

export interface RunnerPorts {
  readonly client: AuthenticatedClient;
  /** Of the account with this label, for `@account`; rejects where there is none. */
  readonly clientOf: (label: string) => Promise<AuthenticatedClient>;
  readonly clock: Clock;
  readonly dynamic: Omit<DynamicSources, 'now'>;
  readonly files: Files;
  readonly environment: ReadonlyMap<string, unknown>;
  /** The answer to a prompt; rejects with 'cancelled' where there is none. */
  readonly ask: (prompt: PromptNode) => Promise<string>;
  /** Whether to send, after a `@note`. */
  readonly confirm: (note: string) => Promise<boolean>;
  /** Whether to send to a host of a private network that a response named. */
  readonly allowsPrivateHost: (host: string) => Promise<boolean>;
}

export interface RunOptions {
  readonly signal?: AbortSignal;
  readonly onStart?: (request: RequestNode) => void;
  readonly onProgress?: (request: RequestNode, progress: PollProgress) => void;
  /** An answer that goes on, as it comes. */
  readonly onStream?: (request: RequestNode, part: StreamPart) => void;
  /** Every exchange, those of dependencies too. */
  readonly onExchange?: (request: RequestNode, exchange: Exchange) => void | Promise<void>;
  /** Every request that got no answer, or was not sent; dependencies too. */
  readonly onError?: (request: RequestNode, error: AppError) => void | Promise<void>;
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
  /** Who waits, for whose exchange. */
  readonly #waiting = new Map<RequestNode, RequestNode>();
  readonly #errors = new Map<RequestNode, AppError>();
  readonly #questions = new Map<string, Promise<string>>();

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
    return this.#share(request, options);
  }

  /**
   * The request as it would be sent, from the responses that are known: nothing is sent for it. `takesToken`: the
   * account would attach its token.
   */
  async prepare(request: RequestNode): Promise<{ readonly request: HttpRequest; readonly takesToken: boolean }> {
    const directives = readDirectives(request, this.#tree.text);
    const client = await this.#clientOf(directives);
    const resolver = this.#resolver(client, (name) => Promise.resolve(this.#memory.exchanges.get(name)));
    const prepared = await this.#prepare(request, resolver, client);
    const { origin } = client;
    return {
      request: prepared,
      takesToken: !directives.noAuth && origin !== undefined && takesBearer(prepared, origin),
    };
  }

  async #run(request: RequestNode, options: RunOptions): Promise<Exchange> {
    const directives = readDirectives(request, this.#tree.text);
    for (const name of directives.depends) await this.#depend(name, request, options);
    await this.#ask(directives);
    const client = await this.#clientOf(directives);
    const resolver = this.#resolver(client, (name) => this.#exchangeOf(name, request, options));
    const prepared = await this.#prepare(request, resolver, client);
    options.onStart?.(request);
    const transport = directives.noAuth ? client.plainTransport : client.transport;
    const { clock, allowsPrivateHost } = this.#ports;
    const sent = await sendRequest(prepared, directives, {
      transport,
      clock,
      onProgress: (progress) => options.onProgress?.(request, progress),
      onStream: (part) => options.onStream?.(request, part),
      allowsPrivateHost,
      signal: options.signal,
    });
    const exchange = await this.#finish(request, sent, directives);
    if (request.name !== undefined) this.#memory.exchanges.set(request.name, exchange);
    if (isFailed(exchange)) this.#failed.add(exchange);
    await options.onExchange?.(request, exchange);
    return exchange;
  }

  #prepare(request: RequestNode, resolver: Resolver, client: AuthenticatedClient): Promise<HttpRequest> {
    return prepareRequest(this.#tree, request, resolver, client.origin, this.#ports.files, this.#duplicates);
  }

  #resolver({ origin }: AuthenticatedClient, exchangeOf: ResolverPorts['exchangeOf']): Resolver {
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

  async #depend(name: string, by: RequestNode, options: RunOptions): Promise<void> {
    if ((await this.#exchangeOf(name, by, options)) !== undefined) return;
    const place = placeOf(this.#tree.text, by.lineSpan);
    throw new AppError('unresolved', `${place}: no request is named "${name}". Correct @depends. Nothing was sent.`);
  }

  /** Each dependency once a run, though several may ask for it at the same time. */
  async #exchangeOf(name: string, by: RequestNode, options: RunOptions): Promise<Exchange | undefined> {
    const known = this.#memory.exchanges.get(name);
    // What failed before this run is the user's to judge; what failed in it stops those that need it.
    if (known !== undefined && !this.#failed.has(known)) return known;
    const request = this.#byName.get(name);
    if (request === undefined) return undefined;
    const exchange = known ?? (await this.#dependency(request, by, options));
    if (isFailed(exchange)) throw this.#skipped(by, `"${name}" failed with status ${exchange.response.status}`);
    return exchange;
  }

  async #dependency(request: RequestNode, by: RequestNode, options: RunOptions): Promise<Exchange> {
    this.#refuseCircle(request, by);
    const why = (error: AppError): string => `"${request.name ?? ''}" could not be sent (${error.message})`;
    const earlier = this.#errors.get(request);
    if (earlier !== undefined) throw this.#skipped(by, why(earlier));
    this.#waiting.set(by, request);
    try {
      return await this.#share(request, options);
    } catch (error) {
      throw error instanceof AppError && !isCancelled(error) ? this.#skipped(by, why(error)) : error;
    } finally {
      this.#waiting.delete(by);
    }
  }

  #skipped(by: RequestNode, why: string): AppError {
    const place = placeOf(this.#tree.text, by.lineSpan);
    return new AppError('skipped', `${place}: ${why}, and this request needs it. It was not sent.`);
  }

  /** The exchange that is under way, or a new one. */
  async #share(request: RequestNode, options: RunOptions): Promise<Exchange> {
    const flight = this.#flights.get(request) ?? this.#attempt(request, options);
    this.#flights.set(request, flight);
    try {
      return await flight;
    } finally {
      this.#flights.delete(request);
    }
  }

  async #attempt(request: RequestNode, options: RunOptions): Promise<Exchange> {
    try {
      return await this.#run(request, options);
    } catch (error) {
      if (error instanceof AppError && !isCancelled(error)) {
        this.#errors.set(request, error);
        await options.onError?.(request, error);
      }
      throw error;
    }
  }

  /** A request waits for one other at a time, so that following who waits for whom finds every circle. */
  #refuseCircle(request: RequestNode, by: RequestNode): void {
    for (let next: RequestNode | undefined = request; next !== undefined; next = this.#waiting.get(next)) {
      if (next !== by) continue;
      const place = placeOf(this.#tree.text, by.lineSpan);
      throw new AppError('unresolved', `${place}: these requests wait for each other. Nothing was sent.`);
    }
  }

  async #ask({ notes, prompts }: Directives): Promise<void> {
    for (const note of notes) {
      if (!(await this.#ports.confirm(note))) throw new AppError('cancelled', 'Not sent.');
    }
    for (const prompt of prompts) {
      if (this.#given.has(prompt.name)) continue;
      // Requests under way at the same time share one question.
      const answer = this.#questions.get(prompt.name) ?? this.#ports.ask(prompt);
      this.#questions.set(prompt.name, answer);
      this.#given.set(prompt.name, await answer);
    }
  }

  #clientOf({ account }: Directives): Promise<AuthenticatedClient> {
    return account === undefined ? Promise.resolve(this.#ports.client) : this.#ports.clientOf(account);
  }

  /** Captures, assertions, the saved body. */
  async #finish(request: RequestNode, sent: Sent, { captures, asserts }: Directives): Promise<Exchange> {
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
