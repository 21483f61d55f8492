import { createAuthTransport } from '../core/auth/authTransport.ts';
import { matterApiOrigin, parseOrigin } from '../core/auth/origin.ts';
import { TokenClient } from '../core/auth/tokenClient.ts';
import { TokenService } from '../core/auth/tokenService.ts';
import type { Redactor } from '../core/http/redactor.ts';
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

export function takeLogin(): Login | undefined {
  const clientId = takeSecret('MATTER_CLIENT_ID')?.reveal();
  const clientSecret = takeSecret('MATTER_CLIENT_SECRET');
  return clientId === undefined || clientSecret === undefined ? undefined : { clientId, clientSecret };
}

/** With a login the transport attaches its token; without, requests with whole URLs still go. */
export function createSender(
  login: Login | undefined,
  origin: string | undefined,
  plainTransport: Transport,
  redactor: Redactor,
): Sender {
  if (login === undefined) return { transport: plainTransport, plainTransport };
  redactor.add(login.clientSecret);
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
  const tokens = new TokenService(client, systemClock, (token) => redactor.add(token));
  return {
    origin: credential.origin,
    transport: createAuthTransport(plainTransport, tokens, credential),
    plainTransport,
  };
}
