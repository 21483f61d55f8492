import type { HttpRequest } from '../http/httpMessage.ts';
import { basicValue, type BasicForm, type Credential } from './credential.ts';

/** How the token is asked for. Servers differ; what one of them took is remembered with its account. */
export interface TokenRequestForm {
  readonly basic: BasicForm;
  /** With `grant_type=client_credentials` as a form (RFC 6749 section 4.4.2); else without a body, as Matter documents. */
  readonly sendsGrantType: boolean;
}

/** What an answer says about the form of its request. */
export interface FormVerdict {
  readonly status: number;
  /** The `error` of RFC 6749 section 5.2, where the answer has one. */
  readonly error: string | undefined;
}

/** An answer with more bytes holds no token that could be sent: it is as large as a header may be. */
export const tokenAnswerLimitBytes = 65_536;

export function tokenRequest(credential: Credential, { basic, sendsGrantType }: TokenRequestForm): HttpRequest {
  const request: HttpRequest = {
    method: 'POST',
    url: new URL('/auth/v1/token', credential.origin),
    headers: [
      ['Authorization', `Basic ${basicValue(credential, basic)}`],
      ['Accept', 'application/json'],
    ],
    maxBodyBytes: tokenAnswerLimitBytes,
    isRepeatable: true,
  };
  if (!sendsGrantType) return request;
  const headers = [...request.headers, ['Content-Type', 'application/x-www-form-urlencoded'] as const];
  return { ...request, headers, body: 'grant_type=client_credentials' };
}

/** Seen of servers that miss the grant type: 400 by RFC 6749, the others by their frameworks. */
const wantsBody: ReadonlySet<number> = new Set([411, 415, 422, 500]);

/** The form to try after a refusal; undefined where the answer cannot come from the form. */
export function nextForm(
  credential: Credential,
  form: TokenRequestForm,
  { status, error }: FormVerdict,
): TokenRequestForm | undefined {
  const mayMissBody = wantsBody.has(status) || (status === 400 && error !== 'invalid_client');
  if (mayMissBody && !form.sendsGrantType) return { ...form, sendsGrantType: true };
  const mayMisread = (status === 400 || status === 401) && !isPlain(credential);
  return mayMisread && form.basic === 'raw' ? { ...form, basic: 'form' } : undefined;
}

/** Raw and form-encoded are the same for these characters. */
function isPlain({ clientId, clientSecret }: Credential): boolean {
  return /^[A-Za-z0-9*\-._]*$/.test(clientId + clientSecret.reveal());
}
