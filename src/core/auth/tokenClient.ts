import { AppError } from '../appError.ts';
import type { Clock } from '../clock.ts';
import { headerValue, type HttpResponse } from '../http/httpMessage.ts';
import { transientPauseMs } from '../http/retry.ts';
import { retryAfterMs } from '../http/retryAfter.ts';
import type { Transport } from '../http/transport.ts';
import { parseTokenAnswer, type AccessToken } from './accessToken.ts';
import { basicValue, type BasicForm, type Credential } from './credential.ts';

export interface TokenGrant {
  readonly token: AccessToken;
  /** The form the server accepted; to be remembered with the credential. */
  readonly basic: BasicForm;
}

const sizeLimitBytes = 65_536;
const totalTimeoutMs = 15_000;
const retryPauseMs = 3000;

/** POST {origin}/auth/v1/token: client credentials by HTTP Basic, no body (RFC 6749 section 4.4, RFC 7617). */
export class TokenClient {
  readonly #transport: Transport;
  readonly #clock: Clock;

  constructor(transport: Transport, clock: Clock) {
    this.#transport = transport;
    this.#clock = clock;
  }

  /**
   * Rejects with 'credentials-rejected' (400, 401), 'token-unavailable' (transient) or 'token-invalid'. `tries`: how
   * often a transient answer is waited out.
   */
  async request(credential: Credential, tries = 1): Promise<TokenGrant> {
    const first = await this.#sendPatiently(credential, tries);
    if (first.status !== 401 || credential.basic === 'form' || isPlain(credential)) {
      return { token: await this.#toToken(first), basic: credential.basic };
    }
    first.body.dispose();
    // Raw and form-encoded differ for this id or secret, and a strict server may want the other one.
    return { token: await this.#toToken(await this.#send(credential, 'form')), basic: 'form' };
  }

  async #sendPatiently(credential: Credential, tries: number): Promise<HttpResponse> {
    for (let attempt = 1; ; attempt++) {
      const response = await this.#send(credential, credential.basic);
      const pauseMs = transientPauseMs(response, retryPauseMs * 2 ** (attempt - 1), this.#clock.now());
      if (pauseMs === undefined || attempt >= tries) return response;
      response.body.dispose();
      await this.#clock.sleep(pauseMs);
    }
  }

  #send(credential: Credential, form: BasicForm): Promise<HttpResponse> {
    const authorization = `Basic ${basicValue(credential, form)}`;
    return this.#transport.send(
      {
        method: 'POST',
        url: new URL('/auth/v1/token', credential.origin),
        headers: [
          ['Authorization', authorization],
          ['Accept', 'application/json'],
          ['Content-Length', '0'],
        ],
        maxBodyBytes: sizeLimitBytes,
      },
      this.#clock.deadline(totalTimeoutMs),
    );
  }

  async #toToken(response: HttpResponse): Promise<AccessToken> {
    try {
      return await this.#parse(response);
    } finally {
      response.body.dispose(); // a large one is a file, and it may hold a token
    }
  }

  async #parse(response: HttpResponse): Promise<AccessToken> {
    const { status } = response;
    if (status === 400 || status === 401) throw rejected();
    if (status !== 200) throw unavailable(response, this.#clock.now());
    if (response.truncated || response.body.sizeBytes > sizeLimitBytes /* decoded */) {
      throw new AppError(
        'token-invalid',
        "The token endpoint's answer is too large or incomplete. Check the API address.",
      );
    }
    return parseTokenAnswer(await response.body.text(), this.#clock.now());
  }
}

function rejected(): AppError {
  return new AppError(
    'credentials-rejected',
    'The API does not accept this client id and secret. Check both on the Matter platform and sign in again.',
  );
}

function unavailable(response: HttpResponse, now: number): AppError {
  const waitMs = retryAfterMs(headerValue(response.headers, 'retry-after'), now);
  const hint = waitMs === undefined ? 'Try again later' : `Try again in ${Math.ceil(waitMs / 1000)} s`;
  return new AppError(
    'token-unavailable',
    `The token endpoint answered ${response.status}. ${hint}, or check the API address.`,
  );
}

/** Raw and form-encoded are the same for these characters. */
function isPlain({ clientId, clientSecret }: Credential): boolean {
  return /^[A-Za-z0-9*\-._]*$/.test(clientId + clientSecret.reveal());
}
