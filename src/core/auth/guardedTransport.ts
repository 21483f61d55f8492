import { AppError } from '../appError.ts';
import type { ByteSource } from '../http/body.ts';
import type { HttpRequest } from '../http/httpMessage.ts';
import type { SecretMatcher } from '../http/secretMatcher.ts';
import type { Transport } from '../http/transport.ts';

/**
 * Sends nothing that holds a secret or token of an account as text: a server may have echoed it, and a request may hand
 * it on. A token belongs into no URL and no body (RFC 6750 section 2.3, RFC 9700 section 2.6). The one place where the
 * user may write it is the Authorization header of a request to `origin`, the account's own.
 */
export function createGuardedTransport(transport: Transport, secrets: SecretMatcher, origin?: string): Transport {
  return {
    send(request, signal) {
      const where = placeOfSecret(request, secrets, origin);
      if (where !== undefined) return Promise.reject(refusal(request, where, 'Nothing was sent.'));
      const { body } = request;
      if (typeof body !== 'object' || !('chunks' in body)) return transport.send(request, signal);
      const found = (): AppError => refusal(request, 'body', 'Sending ended before it.');
      return transport.send({ ...request, body: guardedSource(body, secrets, found) }, signal);
    },
  };
}

function refusal({ url }: HttpRequest, where: string, end: string): AppError {
  return new AppError(
    'invalid-request',
    `The ${where} of the request to ${url.host} holds a secret of your account. Remove it; the token is attached without it. ${end}`,
  );
}

/** Of a body that is read while it is sent: what may be the start of a secret waits for what comes after it. */
function guardedSource(source: ByteSource, secrets: SecretMatcher, found: () => AppError): ByteSource {
  return {
    sizeBytes: source.sizeBytes,
    async *chunks() {
      const decoder = new TextDecoder();
      const waiting: { readonly chunk: Uint8Array; readonly length: number }[] = [];
      let text = '';
      for await (const chunk of source.chunks()) {
        const added = decoder.decode(chunk, { stream: true });
        waiting.push({ chunk, length: added.length });
        text += added;
        if (secrets.matches(text)) throw found();
        for (
          let [first] = waiting;
          first !== undefined && text.length - first.length > secrets.longest;
          [first] = waiting
        ) {
          text = text.slice(first.length);
          waiting.shift();
          yield first.chunk;
        }
      }
      for (const { chunk } of waiting) yield chunk;
    },
  };
}

function placeOfSecret(
  { url, headers, body }: HttpRequest,
  secrets: SecretMatcher,
  origin?: string,
): string | undefined {
  if (secrets.matches(url.href)) return 'URL';
  const isOwn = url.origin === origin;
  const checked = headers.filter(([name]) => !isOwn || name.toLowerCase() !== 'authorization');
  const header = checked.find(([name, value]) => secrets.matches(`${name}: ${value}`));
  if (header !== undefined) return 'headers';
  return secrets.matches(textOf(body)) ? 'body' : undefined;
}

function textOf(body: HttpRequest['body']): string {
  if (typeof body === 'string') return body;
  return body instanceof Uint8Array ? new TextDecoder().decode(body) : '';
}
