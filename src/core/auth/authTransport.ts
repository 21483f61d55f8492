import { takesBearer } from '../http/bearer.ts';
import { headerValue, type HttpRequest, type HttpResponse } from '../http/httpMessage.ts';
import type { Transport } from '../http/transport.ts';
import type { Secret } from '../secret.ts';
import type { Credential } from './credential.ts';
import type { TokenService } from './tokenService.ts';

/**
 * Attaches the account's bearer token to requests for the account's own origin, and to no other.
 * A 401 to a token that we attached: one new token, one resend. The user's own Authorization header wins.
 */
export function createAuthTransport(transport: Transport, tokens: TokenService, credential: Credential): Transport {
  return {
    async send(request, signal) {
      if (!takesBearer(request, credential.origin)) return withoutToken(request, transport, credential.origin, signal);
      const token = await tokens.accessToken(credential, signal);
      const response = await transport.send(withBearer(request, token), signal);
      if (!refusesToken(response)) return response;
      tokens.invalidate(credential, token);
      return transport.send(withBearer(request, await tokens.accessToken(credential, signal)), signal);
    },
  };
}

/** Where only the origin that chose the address keeps the token back, the response says so: a 401 has its reason there. */
async function withoutToken(
  request: HttpRequest,
  transport: Transport,
  origin: string,
  signal?: AbortSignal,
): Promise<HttpResponse> {
  const response = await transport.send(request, signal);
  const others = (request.chosenBy ?? []).filter((source) => source !== origin);
  if (others.length === 0 || !takesBearer({ ...request, chosenBy: [] }, origin)) return response;
  const warning = `The access token was not sent: ${others.join(', ')} chose this address, not you.`;
  return { ...response, warnings: [...response.warnings, warning] };
}

/** 401 only; a 403 says that the token is valid and would not get better by a new one (RFC 6750 section 3.1). */
function refusesToken(response: HttpResponse): boolean {
  if (response.status !== 401) return false;
  const challenge = headerValue(response.headers, 'www-authenticate');
  return challenge === undefined || !/insufficient_scope/i.test(challenge);
}

function withBearer(request: HttpRequest, token: Secret): HttpRequest {
  return { ...request, headers: [...request.headers, ['Authorization', `Bearer ${token.reveal()}`]] };
}
