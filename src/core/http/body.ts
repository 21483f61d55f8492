import { parseExactJson } from '../json.ts';

/** Bytes that can be read again: of a file, or in memory. */
export interface ByteSource {
  readonly sizeBytes: number;
  chunks(): AsyncIterable<Uint8Array>;
}

/** What came in a response, its content coding removed. Up to 10 MB are in memory, more are in a temporary file. */
export interface Body extends ByteSource {
  /** All of it where it is in memory. */
  readonly bytes: Uint8Array | undefined;
  /** The first bytes, `limit` of them at most. */
  head(limit: number): Promise<Uint8Array>;
  /** By the byte order mark, else the charset of the Content-Type, else UTF-8, with replacement characters. */
  text(): Promise<string>;
  /** The values at a JSONPath (RFC 9535); none where the body is no JSON, or the path no JSONPath. */
  query(path: string): Promise<readonly unknown[]>;
  /** Removes the file, if there is one. */
  dispose(): void;
}

/** A body in memory. It is parsed once, however often it is asked. */
export class MemoryBody implements Body {
  readonly bytes: Uint8Array;
  readonly #charset: string | undefined;
  #json: { readonly value: unknown } | undefined;

  constructor(bytes: Uint8Array, charset?: string) {
    this.bytes = bytes;
    this.#charset = charset;
  }

  get sizeBytes(): number {
    return this.bytes.length;
  }

  /** The parsed body; undefined where it is no JSON. */
  get json(): unknown {
    this.#json ??= { value: parseExactJson(decodeText(this.bytes, this.#charset)) };
    return this.#json.value;
  }

  async *chunks(): AsyncIterable<Uint8Array> {
    await Promise.resolve();
    yield this.bytes;
  }

  head(limit: number): Promise<Uint8Array> {
    return Promise.resolve(this.bytes.subarray(0, limit));
  }

  text(): Promise<string> {
    return Promise.resolve(decodeText(this.bytes, this.#charset));
  }

  async query(path: string): Promise<readonly unknown[]> {
    return this.json === undefined ? [] : queryJson(this.json, path);
  }

  dispose(): void {
    // Memory needs no help.
  }
}

/** By the byte order mark, else `charset`, else UTF-8; what is no text becomes U+FFFD. */
export function decodeText(bytes: Uint8Array, charset: string | undefined): string {
  const [first, second] = bytes;
  const marked =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : undefined;
  try {
    return new TextDecoder(marked ?? charset ?? 'utf-8').decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes); // an unknown charset label
  }
}

export async function queryJson(json: unknown, path: string): Promise<readonly unknown[]> {
  const { jsonpath } = await import('json-p3'); // only files that look into bodies pay for it
  try {
    return jsonpath.query(path, json as never).values();
  } catch {
    return []; // no JSONPath
  }
}
