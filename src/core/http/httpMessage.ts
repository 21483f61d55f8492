/** Name and value as sent or received; duplicates and their order are kept. */
export type Header = readonly [name: string, value: string];

export interface HttpRequest {
  readonly method: string;
  /** The same object is compared with the account's origin and connected to. */
  readonly url: URL;
  readonly headers: readonly Header[];
  readonly body?: string | Uint8Array;
}

/** Milliseconds since the send began; a phase that did not happen is absent. */
export interface Timings {
  readonly nameMs?: number;
  readonly connectMs?: number;
  readonly tlsMs?: number;
  readonly firstByteMs: number;
  readonly totalMs: number;
}

export interface HttpResponse {
  readonly status: number;
  readonly statusText: string;
  readonly httpVersion: string;
  readonly headers: readonly Header[];
  readonly body: Uint8Array;
  readonly timings: Timings;
  /** The connection ended, or a limit was reached, before the whole body had come. */
  readonly truncated: boolean;
}

/** The first value of a header, by case-insensitive name (RFC 9110 section 5.1). */
export function headerValue(headers: readonly Header[], name: string): string | undefined {
  const wanted = name.toLowerCase();
  return headers.find(([key]) => key.toLowerCase() === wanted)?.[1];
}

/** The body as text: by the charset of the Content-Type, else UTF-8 with replacement characters. */
export function bodyText(response: Pick<HttpResponse, 'headers' | 'body'>): string {
  const charset = /charset="?([\w-]+)/i.exec(headerValue(response.headers, 'content-type') ?? '')?.[1];
  try {
    return new TextDecoder(charset ?? 'utf-8').decode(response.body);
  } catch {
    return new TextDecoder().decode(response.body); // an unknown charset label
  }
}
