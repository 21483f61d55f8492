import type { HttpRequest, HttpResponse } from '../http/httpMessage.ts';
import type { AssertionResult } from './assertions.ts';

/** What was sent (without the token, which is attached further down) and what came back. */
export interface Exchange {
  readonly request: HttpRequest;
  readonly response: HttpResponse;
  /** More than 1 after polling or a retry. */
  readonly attempts: number;
  /**
   * The origins that had a say in the response: the one that sent it, and those that chose its address. A value of it
   * keeps them wherever it goes.
   */
  readonly sources: readonly string[];
  /** The addresses that redirects led to. */
  readonly redirects: readonly string[];
  /** The last answer is a redirect that was not followed, though the user did not say `@no-redirect`. */
  readonly isUnfollowed?: boolean;
  readonly assertions: readonly AssertionResult[];
  /** The file that the body was saved to. */
  readonly savedTo?: string;
}

/**
 * With assertions they decide; without, an answer of 400 and above is a failure. One that is cut short always is, and a
 * redirect that was not followed, unless the user asserts it.
 */
export function isFailed({ response, assertions, isUnfollowed = false }: Exchange): boolean {
  if (response.truncated) return true;
  if (isUnfollowed && !assertions.some(({ condition }) => /^(?:status|header\s+location)\b/i.test(condition)))
    return true;
  return assertions.length > 0 ? assertions.some(({ passed }) => !passed) : response.status >= 400;
}
