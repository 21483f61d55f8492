import { AppError } from '../appError.ts';
import type { Clock } from '../clock.ts';
import { noRedirectDirective } from '../directives/noRedirect.ts';
import { pollDirective, type Poll } from '../directives/poll.ts';
import { directiveValue } from '../directives/readDirectives.ts';
import { retryDirective } from '../directives/retry.ts';
import { timeoutDirective } from '../directives/timeout.ts';
import type { HttpRequest, HttpResponse, StreamPart } from '../http/httpMessage.ts';
import { pollUntilReady, type PollProgress } from '../http/poll.ts';
import { followRedirects } from '../http/redirect.ts';
import { sendWithRetry } from '../http/retry.ts';
import type { Transport } from '../http/transport.ts';
import { whyNotFollowed } from '../http/unfollowedRedirect.ts';
import type { RequestNode } from '../syntax/nodes.ts';
import type { MatterTree } from '../syntax/tree.ts';
import { evaluate } from './assertions.ts';
import type { Exchange } from './exchange.ts';

export interface SendRequestPorts {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly onProgress: (progress: PollProgress) => void;
  readonly onStream: (part: StreamPart) => void;
  /** Whether to send to a host of a private network that a response named. */
  readonly allowsPrivateHost: (host: string) => Promise<boolean>;
  readonly signal: AbortSignal | undefined;
}

export type Sent = Omit<Exchange, 'assertions'>;

/** A request until its answer is final: polled, each poll redirected, each hop retried, as the directives of its node say. */
export async function sendRequest(
  tree: MatterTree,
  node: RequestNode,
  request: HttpRequest,
  { clock, onProgress, onStream, signal, ...ports }: SendRequestPorts,
): Promise<Sent> {
  const poll = directiveValue(tree, node, pollDirective);
  const follow = directiveValue(tree, node, noRedirectDirective) !== true;
  const retries = directiveValue(tree, node, retryDirective) ?? 0;
  const timeoutMs = directiveValue(tree, node, timeoutDirective);
  let attempts = 0;
  let redirects: readonly string[] = [];
  let last = request;
  const send = (hop: HttpRequest, limit: AbortSignal | undefined): Promise<HttpResponse> => {
    last = hop;
    const attempt = (): Promise<HttpResponse> => {
      attempts++;
      return sendIfAllowed({ ...hop, onStream }, ports, sendSignal(clock, limit, timeoutMs));
    };
    return sendWithRetry(attempt, { method: hop.method, retries }, clock, limit);
  };
  const once = async (limit: AbortSignal | undefined): Promise<HttpResponse> => {
    if (!follow) return send(request, limit);
    const followed = await followRedirects(request, (hop) => send(hop, limit));
    redirects = followed.hops;
    last = followed.request;
    return followed.response;
  };
  const response =
    poll === undefined
      ? await once(signal)
      : await pollUntilReady(once, poll, clock, onProgress, signal, readiness(poll));
  const sources = [...new Set([...(last.chosenBy ?? []), last.url.origin])];
  const problem = follow ? whyNotFollowed(last, response, redirects) : undefined;
  if (problem === undefined) return { request, response, attempts, sources, redirects };
  const told = { ...response, warnings: [...response.warnings, problem] };
  return { request, response: told, attempts, sources, redirects, isUnfollowed: true };
}

/** Nobody's network is entered because a response says so: the user is asked first. */
async function sendIfAllowed(
  request: HttpRequest,
  { transport, allowsPrivateHost }: Pick<SendRequestPorts, 'transport' | 'allowsPrivateHost'>,
  signal: AbortSignal | undefined,
): Promise<HttpResponse> {
  try {
    return await transport.send(request, signal);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'private-host') throw error;
    if (!(await allowsPrivateHost(request.url.host))) throw error;
    return transport.send({ ...request, hasTaintedHost: false }, signal);
  }
}

function readiness({ until }: Poll): ((response: HttpResponse) => Promise<boolean>) | undefined {
  return until === undefined ? undefined : async (response) => (await evaluate(until, response)).passed;
}

/** Ends the send when the user does, or its time is over. */
function sendSignal(
  clock: Clock,
  signal: AbortSignal | undefined,
  timeoutMs: number | undefined,
): AbortSignal | undefined {
  if (timeoutMs === undefined) return signal;
  const deadline = clock.deadline(timeoutMs);
  return signal === undefined ? deadline : AbortSignal.any([signal, deadline]);
}
