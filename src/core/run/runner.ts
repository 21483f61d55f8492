import { AppError, isCancelled } from '../appError.ts';
import type { Clock } from '../clock.ts';
import type { AuthenticatedClient } from '../http/authenticatedClient.ts';
import { accountDirective } from '../directives/account.ts';
import { assertDirective } from '../directives/assert.ts';
import { captureDirective } from '../directives/capture.ts';
import { dependsDirective } from '../directives/depends.ts';
import { noAuthDirective } from '../directives/noAuth.ts';
import { noteDirective } from '../directives/note.ts';
import { promptDirective, type Prompt } from '../directives/prompt.ts';
import { directiveValue, directiveValues } from '../directives/readDirectives.ts';
import { secretPromptDirective } from '../directives/secretPrompt.ts';
import { takesBearer } from '../http/bearer.ts';
import type { HttpRequest, StreamPart } from '../http/httpMessage.ts';
import type { PollProgress } from '../http/poll.ts';
import { duplicateNames } from '../syntax/duplicateNames.ts';
import type { Problem, RequestNode, VariableNode } from '../syntax/nodes.ts';
import { isNamed, requestNamed } from '../syntax/requestIdentity.ts';
import type { MatterTree } from '../syntax/tree.ts';
import { accountVariable } from '../environment/accountVariable.ts';
import { captureValue, evaluate, type AssertionResult } from './assertions.ts';
import type { DynamicSources } from '../environment/dynamicValue.ts';
import { isFailed, type Exchange } from './exchange.ts';
import type { Files } from './files.ts';
import { lineColumn } from '../syntax/lineColumn.ts';
import { prepareRequest } from './prepareRequest.ts';
import { refuseProblems } from './refuseProblems.ts';
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
  readonly prompt: (prompt: Prompt) => Promise<string>;
  /** Whether to send, after a `@note`. */
  readonly confirmSend: (note: string) => Promise<boolean>;
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
  readonly #overrides: Map<string, unknown>;
  // Made once, so that a request costs the same in a small file and in a large one.
  readonly #variables: ReadonlyMap<string, VariableNode>;
  readonly #duplicates: readonly Problem[];
  readonly #failed = new Set<Exchange>();
  readonly #flights = new Map<RequestNode, Promise<Exchange>>();
  /** Who waits, for whose exchange. */
  readonly #waiting = new Map<RequestNode, RequestNode>();
  readonly #errors = new Map<RequestNode, AppError>();
  readonly #questions = new Map<string, Promise<string>>();

  /** `overrides`: values from outside, before those of the file. */
  constructor(
    tree: MatterTree,
    ports: RunnerPorts,
    memory = new RunMemory(),
    overrides: ReadonlyMap<string, unknown> = new Map(),
  ) {
    this.#tree = tree;
    this.#ports = ports;
    this.#memory = memory;
    this.#overrides = new Map(overrides);
    this.#variables = new Map(tree.variables.map((variable) => [variable.name, variable]));
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
    refuseProblems(this.#tree, request, this.#duplicates);
    const client = await this.#clientOf(request);
    const resolver = this.#resolver(client, (name) => Promise.resolve(this.#memory.exchanges.get(name)));
    const prepared = await this.#prepare(request, resolver, client);
    const { origin } = client;
    return {
      request: prepared,
      takesToken: !this.#isWithoutToken(request) && origin !== undefined && takesBearer(prepared, origin),
    };
  }

  async #run(request: RequestNode, options: RunOptions): Promise<Exchange> {
    refuseProblems(this.#tree, request, this.#duplicates);
    for (const { value } of directiveValues(this.#tree, request, dependsDirective))
      await this.#depend(value, request, options);
    await this.#askUser(request);
    const client = await this.#clientOf(request);
    const resolver = this.#resolver(client, (name) => this.#exchangeOf(name, request, options));
    const prepared = await this.#prepare(request, resolver, client);
    options.onStart?.(request);
    const transport = this.#isWithoutToken(request) ? client.plainTransport : client.transport;
    const { clock, allowsPrivateHost } = this.#ports;
    const sent = await sendRequest(this.#tree, request, prepared, {
      transport,
      clock,
      onProgress: (progress) => options.onProgress?.(request, progress),
      onStream: (part) => options.onStream?.(request, part),
      allowsPrivateHost,
      signal: options.signal,
    });
    const exchange = await this.#finish(request, sent);
    if (isNamed(this.#tree, request)) this.#memory.exchanges.set(request.name, exchange);
    if (isFailed(exchange)) this.#failed.add(exchange);
    await options.onExchange?.(request, exchange);
    return exchange;
  }

  #prepare(request: RequestNode, resolver: Resolver, client: AuthenticatedClient): Promise<HttpRequest> {
    return prepareRequest(this.#tree, request, resolver, client.origin, this.#ports.files);
  }

  #resolver({ origin }: AuthenticatedClient, exchangeOf: ResolverPorts['exchangeOf']): Resolver {
    const { clock, dynamic, environment } = this.#ports;
    return new Resolver(this.#tree, this.#variables, {
      overrides: this.#overrides,
      captured: this.#memory.captured,
      environment,
      account: new Map(origin === undefined ? [] : [[accountVariable, origin]]),
      dynamic: { ...dynamic, now: () => clock.now() },
      exchangeOf,
    });
  }

  async #depend(name: string, by: RequestNode, options: RunOptions): Promise<void> {
    if ((await this.#exchangeOf(name, by, options)) !== undefined) return;
    const place = lineColumn(this.#tree, by.lineSpan);
    throw new AppError('unresolved', `${place}: no request is named "${name}". Correct @depends. Nothing was sent.`);
  }

  /** Each dependency once a run, though several may ask for it at the same time. */
  async #exchangeOf(name: string, by: RequestNode, options: RunOptions): Promise<Exchange | undefined> {
    const known = this.#memory.exchanges.get(name);
    // What failed before this run is the user's to judge; what failed in it stops those that need it.
    if (known !== undefined && !this.#failed.has(known)) return known;
    const request = requestNamed(this.#tree, name);
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
    const place = lineColumn(this.#tree, by.lineSpan);
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
      const place = lineColumn(this.#tree, by.lineSpan);
      throw new AppError('unresolved', `${place}: these requests wait for each other. Nothing was sent.`);
    }
  }

  async #askUser(request: RequestNode): Promise<void> {
    for (const { value: note } of directiveValues(this.#tree, request, noteDirective)) {
      if (!(await this.#ports.confirmSend(note))) throw new AppError('cancelled', 'Not sent.');
    }
    for (const { value: prompt } of directiveValues(this.#tree, request, promptDirective, secretPromptDirective)) {
      if (this.#overrides.has(prompt.name)) continue;
      // Requests under way at the same time share one question.
      const answer = this.#questions.get(prompt.name) ?? this.#ports.prompt(prompt);
      this.#questions.set(prompt.name, answer);
      this.#overrides.set(prompt.name, await answer);
    }
  }

  #isWithoutToken(request: RequestNode): boolean {
    return directiveValue(this.#tree, request, noAuthDirective) === true;
  }

  #clientOf(request: RequestNode): Promise<AuthenticatedClient> {
    const account = directiveValue(this.#tree, request, accountDirective);
    return account === undefined ? Promise.resolve(this.#ports.client) : this.#ports.clientOf(account);
  }

  /** Captures, assertions, the saved body. */
  async #finish(request: RequestNode, sent: Sent): Promise<Exchange> {
    for (const { value: capture } of directiveValues(this.#tree, request, captureDirective)) {
      const { name, value } = capture;
      const captured = await captureValue(value, sent.response);
      if (captured === undefined) this.#memory.captured.delete(name);
      else this.#memory.captured.set(name, { value: captured, sources: sent.sources });
    }
    const assertions: AssertionResult[] = [];
    for (const { value, argument: condition, span } of directiveValues(this.#tree, request, assertDirective))
      assertions.push({ condition, span, ...(await evaluate(value, sent.response)) });
    const { save } = request;
    if (save === undefined) return { ...sent, assertions };
    const savedTo = await this.#ports.files.save(save.text, sent.response.body, save.overwrites);
    return { ...sent, assertions, savedTo };
  }
}
