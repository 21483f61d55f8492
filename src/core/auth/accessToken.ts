import { AppError } from '../appError.ts';
import { parseJsonObject } from '../json.ts';
import { Secret } from '../secret.ts';

/** A bearer token and its lifetime, both ends in Unix epoch milliseconds. */
export interface AccessToken {
  readonly value: Secret;
  readonly obtainedAt: number;
  readonly expiresAt: number;
  /** Its lifetime is nonsense, so nobody knows how long it lives: for those who wait for it, and no later use. */
  readonly isUsedOnce: boolean;
}

const assumedLifetimeSeconds = 300; // the answer names none
const doubtfulLifetimeSeconds = 60; // the answer names nonsense
const longestLifetimeSeconds = 24 * 3600;

/** A token answer (RFC 6749 section 5.1), checked strictly. Throws 'token-invalid', never with the body. */
export function parseTokenAnswer(text: string, now: number): AccessToken {
  const answer = parseJsonObject(text.replace(/^\uFEFF/, ''));
  if (answer === undefined) throw invalid('it is not JSON');
  const { access_token: token, token_type: type, expires_in: expiresIn } = answer;
  // RFC 6750 section 2.1: b64token. Anything else could smuggle into a header.
  if (typeof token !== 'string' || !/^[\w.~+/-]+=*$/.test(token)) {
    throw invalid('it holds no usable access token');
  }
  if (typeof type !== 'string' || type.toLowerCase() !== 'bearer') throw invalid('its token type is not Bearer');
  const seconds = lifetimeSeconds(expiresIn);
  return {
    value: new Secret(token),
    obtainedAt: now,
    expiresAt: now + (seconds ?? doubtfulLifetimeSeconds) * 1000,
    isUsedOnce: seconds === undefined,
  };
}

/** Undefined where the value is nonsense. `null` is what many write for "absent"; decimals as text are numbers too. */
function lifetimeSeconds(value: unknown): number | undefined {
  if (value === undefined || value === null) return assumedLifetimeSeconds;
  const seconds = typeof value === 'string' && /^\s*\d{1,15}(?:\.\d{1,15})?\s*$/.test(value) ? Number(value) : value;
  if (typeof seconds !== 'number' || !Number.isFinite(seconds) || seconds <= 0) return undefined;
  return Math.min(seconds, longestLifetimeSeconds);
}

function invalid(reason: string): AppError {
  return new AppError('token-invalid', `The token endpoint's answer cannot be used: ${reason}. Check the API address.`);
}
