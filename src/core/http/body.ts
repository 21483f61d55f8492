import { AppError } from '../appError.ts';
import { parseJson } from '../json.ts';
import { isPlainPath, loadJsonQuery } from './jsonPath.ts';

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
  /**
   * The values at a JSONPath (RFC 9535); none where the body is no JSON, or the path no JSONPath. Rejects with 'too-large'
   * or 'invalid-request' where that cannot be found in good time.
   */
  query(path: string): Promise<readonly unknown[]>;
  /** Removes the file, if there is one. */
  dispose(): void;
}

/** Answers a JSONPath that may take any time, and gives up in the end. */
export type SlowQuery = (bytes: Uint8Array, charset: string | undefined, path: string) => Promise<readonly unknown[]>;

/** A body in memory. It is parsed once, however often it is asked. */
export class MemoryBody implements Body {
  readonly bytes: Uint8Array;
  readonly #charset: string | undefined;
  readonly #querySlowly: SlowQuery;
  #json: { readonly value: unknown } | undefined;

  /** `querySlowly`: without it, paths that may take any time are refused. */
  constructor(bytes: Uint8Array, charset?: string, querySlowly: SlowQuery = refuseQuery) {
    this.bytes = bytes;
    this.#charset = charset;
    this.#querySlowly = querySlowly;
  }

  get sizeBytes(): number {
    return this.bytes.length;
  }

  /** The parsed body; undefined where it is no JSON. */
  get json(): unknown {
    this.#json ??= { value: parseJson(decodeText(this.bytes, this.#charset)) };
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
    if (this.json === undefined) return [];
    return isPlainPath(path) ? queryJson(this.json, path) : this.#querySlowly(this.bytes, this.#charset, path);
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
  const query = await loadJsonQuery();
  return query(json, path) ?? [];
}

function refuseQuery(_bytes: Uint8Array, _charset: string | undefined, path: string): Promise<never> {
  const message = `${path}: of a request only plain paths can be read, without filters, functions, lists and "..".`;
  return Promise.reject(new AppError('invalid-request', message));
}
