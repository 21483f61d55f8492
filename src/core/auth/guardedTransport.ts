import { AppError } from '../appError.ts';
import type { HttpRequest } from '../http/httpMessage.ts';
import type { Redactor } from '../http/redactor.ts';
import type { Transport } from '../http/transport.ts';

/**
 * Sends nothing that holds a secret or token of an account as text: a server may have echoed it, and a request may hand
 * it on. A token belongs into no URL and no body (RFC 6750 section 2.3, RFC 9700 section 2.6). The one place where the
 * user may write it is the Authorization header of a request to `origin`, the account's own.
 */
export function createGuardedTransport(transport: Transport, secrets: Redactor, origin?: string): Transport {
  return {
    send(request, signal) {
      const where = placeOfSecret(request, secrets, origin);
      if (where === undefined) return transport.send(request, signal);
      return Promise.reject(
        new AppError(
          'invalid-request',
          `The ${where} of the request to ${request.url.host} holds a secret of your account. Remove it; the token is attached without it. Nothing was sent.`,
        ),
      );
    },
  };
}

function placeOfSecret({ url, headers, body }: HttpRequest, secrets: Redactor, origin?: string): string | undefined {
  if (secrets.holds(url.href)) return 'URL';
  const isOwn = url.origin === origin;
  const checked = headers.filter(([name]) => !isOwn || name.toLowerCase() !== 'authorization');
  const header = checked.find(([name, value]) => secrets.holds(`${name}: ${value}`));
  if (header !== undefined) return 'headers';
  return secrets.holds(textOf(body)) ? 'body' : undefined;
}

/** A file that is sent piece by piece is not read twice. */
function textOf(body: HttpRequest['body']): string {
  if (typeof body === 'string') return body;
  return body instanceof Uint8Array ? new TextDecoder().decode(body) : '';
}
