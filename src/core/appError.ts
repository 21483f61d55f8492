/** Every way in which the product itself can fail. An HTTP error status is a result and not among them. */
export type ErrorCode =
  | 'usage'
  | 'name-not-found'
  | 'unreachable'
  | 'tls'
  | 'proxy'
  | 'timeout'
  | 'protocol'
  | 'too-large'
  | 'unresolved'
  | 'invalid-request'
  | 'private-host'
  | 'invalid-origin'
  | 'credentials-rejected'
  | 'token-unavailable'
  | 'token-invalid'
  | 'not-signed-in'
  | 'store-unavailable'
  | 'description-invalid'
  | 'file'
  | 'sandbox'
  | 'skipped'
  | 'cancelled';

/** An expected failure. Its message is for the user: what happened, what to do; it never holds a secret. */
export class AppError extends Error {
  override readonly name = 'AppError';

  constructor(
    readonly code: ErrorCode,
    userMessage: string,
    options?: { readonly cause?: unknown },
  ) {
    super(userMessage, options);
  }
}

/** True for our own 'cancelled' and for the platform's AbortError: both end silently. */
export function isCancelled(error: unknown): boolean {
  return error instanceof AppError ? error.code === 'cancelled' : error instanceof Error && error.name === 'AbortError';
}
