import { readFileSync } from 'node:fs';
import { AppError } from '../core/appError.ts';
import { createAuthTransport } from '../core/auth/authTransport.ts';
import { secretsOf } from '../core/auth/credential.ts';
import { createGuardedTransport } from '../core/auth/guardedTransport.ts';
import { matterApiOrigin, parseOrigin } from '../core/auth/origin.ts';
import { TokenClient } from '../core/auth/tokenClient.ts';
import { TokenService } from '../core/auth/tokenService.ts';
import { parseJson } from '../core/http/body.ts';
import { Redactor } from '../core/http/redactor.ts';
import type { Transport } from '../core/http/transport.ts';
import type { Sender } from '../core/run/runner.ts';
import { Secret } from '../core/secret.ts';
import { systemClock } from '../node/systemClock.ts';

export interface Login {
  readonly clientId: string;
  readonly clientSecret: Secret;
  /** Of the sandbox; else the one of the options. */
  readonly origin?: string;
}

/** A secret of the environment, which nobody reads there again. */
export function takeSecret(name: string): Secret | undefined {
  const value = process.env[name] ?? '';
  Reflect.deleteProperty(process.env, name);
  return value === '' ? undefined : new Secret(value);
}

/** Of the environment; else of what the file descriptor holds, where there is one: 0 is standard input. */
export function takeLogin(descriptor: number | undefined): Login | undefined {
  const clientId = takeSecret('MATTER_CLIENT_ID')?.reveal();
  const clientSecret = takeSecret('MATTER_CLIENT_SECRET');
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

/** With a login the transport attaches its token; without, requests with whole URLs still go. */
export function createSender(
  login: Login | undefined,
  origin: string | undefined,
  plainTransport: Transport,
  redactor: Redactor,
): Sender {
  if (login === undefined) return { transport: plainTransport, plainTransport };
  const secrets = new Redactor();
  const remember = (secret: Secret): (() => void) => {
    const forget = [redactor.add(secret), secrets.add(secret)];
    return () => forget.forEach((one) => one());
  };
  for (const secret of secretsOf(login)) remember(secret);
  const { clientId, clientSecret } = login;
  const credential = {
    id: 'cli',
    label: 'cli',
    origin: login.origin ?? parseOrigin(origin ?? matterApiOrigin),
    clientId,
    clientSecret,
    basic: 'raw',
    createdAt: 0,
  } as const;
  const client = new TokenClient(plainTransport, systemClock);
  const tokens = new TokenService(client, systemClock, remember);
  return {
    origin: credential.origin,
    transport: createGuardedTransport(
      createAuthTransport(plainTransport, tokens, credential),
      secrets,
      credential.origin,
    ),
    plainTransport: createGuardedTransport(plainTransport, secrets, credential.origin),
  };
}
