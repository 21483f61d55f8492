import { AppError, type ErrorCode } from '../core/appError.ts';

export const networkExitCode = 4;
export const cancelledExitCode = 130;

const codes: Readonly<Record<ErrorCode, number>> = {
  usage: 2,
  'name-not-found': 4,
  unreachable: 4,
  tls: 4,
  proxy: 4,
  timeout: 4,
  protocol: 4,
  'too-large': 4,
  unresolved: 2,
  'invalid-request': 2,
  'private-host': 2,
  'invalid-origin': 2,
  'credentials-rejected': 3,
  'token-unavailable': 3,
  'token-invalid': 3,
  'not-signed-in': 3,
  'store-unavailable': 3,
  'description-invalid': 2,
  file: 2,
  sandbox: 2,
  skipped: 1,
  cancelled: cancelledExitCode,
};

/** Exit codes (docs/security-model.md, 3.7); a bug counts as usage, so that no script takes it for success. */
export function exitCodeOf(error: unknown): number {
  return error instanceof AppError ? exitCodeOfError(error.code) : 2;
}

export function exitCodeOfError(code: ErrorCode): number {
  return codes[code];
}
