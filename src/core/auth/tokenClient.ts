import { AppError } from '../appError.ts';
import type { Clock } from '../clock.ts';
import type { HttpResponse } from '../http/httpMessage.ts';
import { transientPauseMs } from '../http/retry.ts';
import type { Transport } from '../http/transport.ts';
import { parseTokenAnswer, type AccessToken } from './accessToken.ts';
import type { Credential } from './credential.ts';
import { readOAuthError, toTokenError } from './tokenError.ts';
import { nextForm, tokenAnswerLimitBytes, tokenRequest, type TokenRequestForm } from './tokenRequest.ts';

export interface TokenGrant {
  readonly token: AccessToken;
  /** The form the server accepted; to be remembered with the credential. */
  readonly form: TokenRequestForm;
}

const totalTimeoutMs = 15_000;
export const retryPauseMs = 3000;

interface TokenAnswer {
  readonly response: HttpResponse;
  readonly text: string;
}

/**
 * POST {origin}/auth/v1/token: client credentials by HTTP Basic (RFC 6749 section 4.4, RFC 7617). The documented form,
 * without a body, comes first; where the answer may come from the form of the request, another one is tried.
 */
export class TokenClient {
  readonly #transport: Transport;
  readonly #clock: Clock;

  constructor(transport: Transport, clock: Clock) {
    this.#transport = transport;
    this.#clock = clock;
  }

  /**
   * Rejects with 'credentials-rejected' (401, invalid_client), 'token-unavailable' (any other refusal), 'token-invalid'
   * or an error of the network. `tries`: how often a transient answer is waited out.
   */
  async request(credential: Credential, tries = 1): Promise<TokenGrant> {
    let form: TokenRequestForm = {
      basic: credential.basic,
      sendsGrantType: credential.sendsGrantType === true,
    };
    for (;;) {
      const { response, text } = await this.#sendPatiently(credential, form, tries);
      refuseCut(response);
      const { status } = response;
      const { error } = readOAuthError(text, credential);
      if (status === 200 && error === undefined) return { token: parseTokenAnswer(text, this.#clock.now()), form };
      const next = nextForm(credential, form, { status, error });
      if (next === undefined) throw toTokenError(response, text, credential, this.#clock.now());
      form = next;
    }
  }

  async #sendPatiently(credential: Credential, form: TokenRequestForm, tries: number): Promise<TokenAnswer> {
    for (let attempt = 1; ; attempt++) {
      const deadline = this.#clock.deadline(totalTimeoutMs);
      const response = await this.#transport.send(tokenRequest(credential, form), deadline);
      const pauseMs = transientPauseMs(response, retryPauseMs * 2 ** (attempt - 1), this.#clock.now());
      if (pauseMs === undefined || attempt >= tries) return { response, text: await textOf(response) };
      response.body.dispose();
      await this.#clock.sleep(pauseMs);
    }
  }
}

/** Half an answer gives neither a token nor a reason. */
function refuseCut({ body, truncated }: HttpResponse): void {
  if (body.sizeBytes >= tokenAnswerLimitBytes)
    throw new AppError('token-invalid', "The token endpoint's answer is too large. Check the API address.");
  if (truncated)
    throw new AppError(
      'protocol',
      "HTTP: the token endpoint's answer is cut short: the connection ended before it was complete. Try again.",
    );
}

/** Empty where it is too large to be an answer. Nothing of it stays: a large one is a file, and it may hold a token. */
async function textOf({ body }: HttpResponse): Promise<string> {
  try {
    return body.sizeBytes > tokenAnswerLimitBytes /* decoded */ ? '' : await body.text();
  } finally {
    body.dispose();
  }
}
