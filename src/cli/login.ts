import { readFileSync } from 'node:fs';
import { AppError } from '../core/appError.ts';
import type { Credential } from '../core/auth/credential.ts';
import { matterApiOrigin, parseOrigin } from '../core/auth/origin.ts';
import { parseJson } from '../core/http/body.ts';
import { Secret } from '../core/secret.ts';

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

/** Of the environment; else of what the file descriptor holds, where there is one: 0 is standard input. */
export function consumeCredentials(descriptor: number | undefined): Login | undefined {
  const clientId = consumeSecret('MATTER_CLIENT_ID')?.reveal();
  const clientSecret = consumeSecret('MATTER_CLIENT_SECRET');
  if (descriptor !== undefined) return readLogin(descriptor);
  return clientId === undefined || clientSecret === undefined ? undefined : { clientId, clientSecret };
}

/** JSON with the names of RFC 6749; what is wrong with it is said without repeating it. */
function readLogin(descriptor: number): Login {
  const login = parseJson(readDescriptor(descriptor)) as Readonly<Record<string, unknown>> | null | undefined;
  const { client_id: clientId, client_secret: clientSecret } = login ?? {};
  if (typeof clientId === 'string' && typeof clientSecret === 'string' && clientSecret !== '')
    return { clientId, clientSecret: new Secret(clientSecret) };
  throw new AppError('usage', 'The credentials must be JSON: {"client_id": "…", "client_secret": "…"}');
}

function readDescriptor(descriptor: number): string {
  try {
    return readFileSync(descriptor, 'utf8');
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
