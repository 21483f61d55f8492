import { AppError, isCancelled } from '../appError.ts';
import type { RequestNode } from '../syntax/nodes.ts';
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
  readonly onOutcome: (outcome: Outcome) => void;
}

/**
 * Sends requests in their order, each once, though others depend on it. Rejects when it is cancelled, and with what is
 * no AppError: a bug. Every request has an outcome.
 */
export async function runAll(
  runner: Runner,
  requests: readonly RequestNode[],
  options: RunAllOptions,
): Promise<readonly Outcome[]> {
  const outcomes = new Map<RequestNode, Outcome>();
  const waiting = [...requests];
  let isOver = false;
  const settle = (outcome: Outcome): void => {
    if (outcomes.has(outcome.request)) return;
    outcomes.set(outcome.request, outcome);
    options.onOutcome(outcome);
    if (options.bail && outcome.kind !== 'passed') isOver = true;
  };
  const onExchange = (request: RequestNode, exchange: Exchange): void => {
    options.onExchange?.(request, exchange);
    settle({ kind: isFailed(exchange) ? 'failed' : 'passed', request, exchange });
  };
  const work = async (): Promise<void> => {
    for (let request = waiting.shift(); request !== undefined; request = waiting.shift()) {
      if (outcomes.has(request)) continue; // was sent for another one
      if (isOver) settle({ kind: 'skipped', request, error: new AppError('skipped', 'The run had ended before.') });
      else await attempt(runner, request, { ...options, onExchange }, settle);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, options.parallel) }, work));
  return requests.flatMap((request) => outcomes.get(request) ?? []);
}

async function attempt(
  runner: Runner,
  request: RequestNode,
  options: RunOptions,
  settle: (outcome: Outcome) => void,
): Promise<void> {
  try {
    await runner.run(request, options);
  } catch (error) {
    if (isCancelled(error) || !(error instanceof AppError)) throw error;
    settle({ kind: error.code === 'skipped' ? 'skipped' : 'error', request, error });
  }
}

/** The requests that have one of the tags; all where none is asked for. */
export function withTags(requests: readonly RequestNode[], tags: readonly string[]): readonly RequestNode[] {
  if (tags.length === 0) return requests;
  return requests.filter(({ directives }) =>
    directives.some(
      ({ word, argument }) => word === 'tag' && argument.split(',').some((tag) => tags.includes(tag.trim())),
    ),
  );
}
