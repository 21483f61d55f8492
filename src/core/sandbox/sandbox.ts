import type { Secret } from '../secret.ts';
import { createJob, readResult } from './analysisJobs.ts';
import { failure, reply, type SandboxRequest, type Step } from './reply.ts';
import type { SandboxState } from './sandboxState.ts';

export interface SandboxOptions {
  readonly clientId: string;
  readonly clientSecret: Secret;
  /** Milliseconds from the creation of a job until its result is there. */
  readonly readyAfterMs: number;
  readonly tokenLifetimeSeconds: number;
  /** A new access token, unguessable: the core has no random of its own. */
  readonly randomToken: () => string;
}

const jobsPath = '/partner-api/v1/analysis/jobs';
const tokenPath = '/auth/v1/token';

/** The embedded Matter API: the operations of the API description, as a pure function. `now`: epoch milliseconds. */
export function handle(state: SandboxState, request: SandboxRequest, now: number, options: SandboxOptions): Step {
  const [pathname = '', ...query] = request.path.split('?');
  if (pathname === tokenPath) return token(state, request, now, options);
  const refused = checkBearer(state, request, now);
  if (refused !== undefined) return refused;
  if (pathname !== jobsPath) return failure(state, 404, 'not_found', 'The sandbox has no such path.');
  const externalId = new URLSearchParams(query.join('?')).get('external_id') ?? '';
  if (request.method === 'POST') return createJob(state, externalId, request.body, now);
  if (request.method === 'GET') return readResult(state, externalId, now, options.readyAfterMs);
  return methodNotAllowed(state, 'GET, POST');
}

/** POST /auth/v1/token: HTTP Basic, no body (RFC 6749 sections 4.4 and 5.2). */
function token(state: SandboxState, request: SandboxRequest, now: number, options: SandboxOptions): Step {
  if (request.method !== 'POST') return methodNotAllowed(state, 'POST');
  if (!isOwnClient(request.headers['authorization'] ?? '', options)) {
    const description = 'The sandbox accepts its own client id and secret only; both start with sbx_.';
    return reply(
      state,
      401,
      { error: 'invalid_client', error_description: description },
      { 'WWW-Authenticate': 'Basic realm="sandbox"' },
    );
  }
  const { randomToken, tokenLifetimeSeconds } = options;
  const value = randomToken();
  const tokens = new Map(state.tokens).set(value, now + tokenLifetimeSeconds * 1000);
  const body = { access_token: value, expires_in: tokenLifetimeSeconds, token_type: 'Bearer' };
  return reply({ ...state, tokens }, 200, body, { 'Cache-Control': 'no-store' });
}

/** RFC 7617. An id without the sandbox's prefix may be a real one: it is refused, whatever the sandbox was given. */
function isOwnClient(authorization: string, { clientId, clientSecret }: SandboxOptions): boolean {
  const encoded = /^Basic +(\S+)$/i.exec(authorization)?.[1];
  const userAndPassword = encoded === undefined ? undefined : decodeBase64(encoded);
  return clientId.startsWith('sbx_') && userAndPassword === `${clientId}:${clientSecret.reveal()}`;
}

function decodeBase64(text: string): string | undefined {
  try {
    return new TextDecoder().decode(Uint8Array.from(atob(text), (character) => character.charCodeAt(0)));
  } catch {
    return undefined; // not Base64
  }
}

/** RFC 6750 section 3. */
function checkBearer(state: SandboxState, request: SandboxRequest, now: number): Step | undefined {
  const value = /^Bearer (\S+)$/i.exec(request.headers['authorization'] ?? '')?.[1];
  const expiresAt = value === undefined ? undefined : state.tokens.get(value);
  if (expiresAt !== undefined && now < expiresAt) return undefined;
  const body = { error: 'invalid_token', message: 'The access token is missing, expired or revoked.' };
  return reply(state, 401, body, { 'WWW-Authenticate': 'Bearer error="invalid_token"' });
}

function methodNotAllowed(state: SandboxState, allow: string): Step {
  return reply(state, 405, { error: 'method_not_allowed', message: `Use ${allow}.` }, { Allow: allow });
}
