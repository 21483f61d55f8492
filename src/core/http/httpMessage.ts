import type { Body, ByteSource } from './body.ts';

/** Name and value as sent or received; duplicates and their order are kept. */
export type Header = readonly [name: string, value: string];

export interface HttpRequest {
  readonly method: string;
  /** The same object is compared with the account's origin and connected to. */
  readonly url: URL;
  readonly headers: readonly Header[];
  readonly body?: string | Uint8Array | ByteSource;
  /** The response goes to a file that the user named: its size has no limit. */
  readonly saves?: boolean;
  /** A response with more bytes in its body is cut short. */
  readonly maxBodyBytes?: number;
  /**
   * The origins whose responses had a say in the address; none where the user, the file or the environment wrote it. An
   * account's token goes along only where each of them is the account's own.
   */
  readonly chosenBy?: readonly string[];
  /**
   * Told of an answer that has no length of its own (server-sent events, an endless log), as it comes. What came of it
   * is kept when the send is aborted.
   */
  readonly onStream?: (part: StreamPart) => void;
  /** Sending it twice does no harm, though its method does not promise so. */
  readonly isRepeatable?: boolean;
  /** A response named the host, not the user: the transport connects to none that is of a private network. */
  readonly hasTaintedHost?: boolean;
}

/** The next bytes of an answer that goes on. */
export interface StreamPart {
  readonly status: number;
  readonly headers: readonly Header[];
  readonly chunk: Uint8Array;
  /** Since its head came. */
  readonly elapsedMs: number;
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
  readonly body: Body;
  readonly timings: Timings;
  /** The connection ended, or a limit was reached, before the whole body had come. */
  readonly truncated: boolean;
  /** What the user should know of the body, in whole sentences: why it is cut short, or not decoded. */
  readonly warnings: readonly string[];
}

/** The first value of a header, by case-insensitive name (RFC 9110 section 5.1). */
export function headerValue(headers: readonly Header[], name: string): string | undefined {
  const wanted = name.toLowerCase();
  return headers.find(([key]) => key.toLowerCase() === wanted)?.[1];
}

/** Every value of a header, in order: Set-Cookie and others come more than once. */
export function headerValues(headers: readonly Header[], name: string): readonly string[] {
  const wanted = name.toLowerCase();
  return headers.flatMap(([key, value]) => (key.toLowerCase() === wanted ? [value] : []));
}

/** The charset of the Content-Type (RFC 9110 section 8.3.2). */
export function charsetOf(headers: readonly Header[]): string | undefined {
  return /(?:^|[;\s])charset\s*=\s*["']?([^\s"';,]+)/i.exec(headerValue(headers, 'content-type') ?? '')?.[1];
}

/** A header's value as text: its bytes, of which each is a character, are UTF-8 where they can be. */
export function utf8Of(value: string | undefined): string | undefined {
  if (value === undefined || !/[\u0080-\u00ff]/.test(value)) return value;
  const bytes = Uint8Array.from(value, (character) => character.charCodeAt(0));
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return value; // Latin-1
  }
}
