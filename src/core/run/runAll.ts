import { AppError, isCancelled } from '../appError.ts';
import { directiveValues } from '../directives/readDirectives.ts';
import { tagDirective } from '../directives/tag.ts';
import type { RequestNode } from '../syntax/nodes.ts';
import type { MatterTree } from '../syntax/tree.ts';
import { isFailed, type Exchange } from './exchange.ts';
import type { Runner, RunOptions } from './runner.ts';

/** How one request of a run ended. Skipped: something that it needs failed, or the run had ended before. */
export type Outcome =
  | { readonly kind: 'passed' | 'failed'; readonly request: RequestNode; readonly exchange: Exchange }
  | { readonly kind: 'error' | 'skipped'; readonly request: RequestNode; readonly error: AppError };

export interface RunAllOptions extends RunOptions {
  /** How many requests are under way at the same time. */
  readonly parallel: number;
  /** The first failure ends the run. */
  readonly bail: boolean;
  /** Each request's, once; the request after it waits for what this returns. */
  readonly onOutcome: (outcome: Outcome) => void | Promise<void>;
}

/**
 * Sends requests in their order, each once, though others depend on it. Rejects when it is cancelled, and with what is
 * no AppError: a bug. Every request has an outcome; none is kept here, because responses may be large.
 */
export async function runAll(runner: Runner, requests: readonly RequestNode[], options: RunAllOptions): Promise<void> {
  const settled = new Set<RequestNode>();
  const waiting = [...requests];
  let isOver = false;
  const settle = async (outcome: Outcome): Promise<void> => {
    if (settled.has(outcome.request)) return;
    settled.add(outcome.request);
    if (options.bail && outcome.kind !== 'passed') isOver = true;
    await options.onOutcome(outcome);
  };
  const onExchange = async (request: RequestNode, exchange: Exchange): Promise<void> => {
    await options.onExchange?.(request, exchange);
    await settle({ kind: isFailed(exchange) ? 'failed' : 'passed', request, exchange });
  };
  const onError = async (request: RequestNode, error: AppError): Promise<void> => {
    await options.onError?.(request, error);
    await settle({ kind: error.code === 'skipped' ? 'skipped' : 'error', request, error });
  };
  const work = async (): Promise<void> => {
    for (let request = waiting.shift(); request !== undefined; request = waiting.shift()) {
      if (settled.has(request)) continue; // was sent for another one
      if (isOver)
        await settle({ kind: 'skipped', request, error: new AppError('skipped', 'The run had ended before.') });
      else await attempt(runner, request, { ...options, onExchange, onError });
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, options.parallel) }, work));
}

/** What is no bug of ours is told by the options' callbacks. */
async function attempt(runner: Runner, request: RequestNode, options: RunOptions): Promise<void> {
  try {
    await runner.run(request, options);
  } catch (error) {
    if (isCancelled(error) || !(error instanceof AppError)) throw error;
  }
}

/** The requests of a file that have one of the tags; all where none is asked for. */
export function withTags(
  tree: MatterTree,
  requests: readonly RequestNode[],
  tags: readonly string[],
): readonly RequestNode[] {
  if (tags.length === 0) return requests;
  return requests.filter((request) => tagsOf(tree, request).some((tag) => tags.includes(tag)));
}

export function tagsOf(tree: MatterTree, request: RequestNode): readonly string[] {
  return directiveValues(tree, request, tagDirective).flatMap(({ value }) => value);
}
