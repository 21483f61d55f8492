import type { HttpRequest, HttpResponse } from '../http/httpMessage.ts';

/** What was sent (without the token, which is attached further down) and what came back. */
export interface Exchange {
  readonly request: HttpRequest;
  readonly response: HttpResponse;
  /** More than 1 after polling. */
  readonly attempts: number;
}
