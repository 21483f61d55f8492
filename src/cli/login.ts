import { AppError } from '../core/appError.ts';
import type { Credential } from '../core/auth/credential.ts';
import { matterApiOrigin, parseOrigin } from '../core/auth/origin.ts';
import { parseJsonObject } from '../core/json.ts';
import { Secret } from '../core/secret.ts';
import { readDescriptor } from '../node/readDescriptor.ts';

export interface Login {
  readonly clientId: string;
  readonly clientSecret: Secret;
  /** Of the sandbox; else the one of the options. */
  readonly origin?: string;
}

/** A secret of the environment, which nobody reads there again. */
export function consumeSecret(name: string): Secret | undefined {
  const value = process.env[name] ?? '';
  Reflect.deleteProperty(process.env, name);
  return value === '' ? undefined : new Secret(value);
}

/**
 * Of the environment; else of what the file descriptor holds, where there is one: 0 is standard input. Throws 'usage' for
 * half a login: what was meant to be signed in is not sent without. Unused: where a sandbox has its own.
 */
export function consumeCredentials(descriptor: number | 'unused' | undefined): Login | undefined {
  const clientId = consumeSecret('MATTER_CLIENT_ID')?.reveal();
  const clientSecret = consumeSecret('MATTER_CLIENT_SECRET');
  if (descriptor === 'unused') return undefined;
  if (descriptor !== undefined) return readLogin(descriptor);
  if (clientId !== undefined && clientSecret !== undefined) return { clientId, clientSecret };
  if (clientId === undefined && clientSecret === undefined) return undefined;
  const missing = clientId === undefined ? 'MATTER_CLIENT_ID' : 'MATTER_CLIENT_SECRET';
  throw new AppError('not-signed-in', `${missing} is not set, the other half of the login is. Set both, or none.`);
}

/** JSON with the names of RFC 6749; what is wrong with it is said without repeating it. */
function readLogin(descriptor: number): Login {
  const { client_id: clientId, client_secret: clientSecret } = parseJsonObject(textOf(descriptor)) ?? {};
  if (typeof clientId === 'string' && typeof clientSecret === 'string' && clientSecret !== '')
    return { clientId, clientSecret: new Secret(clientSecret) };
  throw new AppError('usage', 'The credentials must be JSON: {"client_id": "…", "client_secret": "…"}');
}

function textOf(descriptor: number): string {
  try {
    return readDescriptor(descriptor);
  } catch (cause) {
    throw new AppError('usage', `The credentials cannot be read from file descriptor ${descriptor}.`, { cause });
  }
}

/** The one account of a command. `origin`: where the login names none. */
export function toCredential({ clientId, clientSecret, origin }: Login, otherwise: string | undefined): Credential {
  return {
    id: 'cli',
    label: 'cli',
    origin: origin ?? parseOrigin(otherwise ?? matterApiOrigin),
    clientId,
    clientSecret,
    basic: 'raw',
    createdAt: 0,
  };
}
