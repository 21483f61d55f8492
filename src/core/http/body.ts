import { AppError } from '../appError.ts';
import { decodeText, decodeUnicode } from '../charset.ts';
import { isPlainPath } from './jsonPath.ts';
import { JsonText } from './jsonText.ts';

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
   * The values at a JSONPath (RFC 9535), numbers as they are written; none where the body is no JSON, or the path no
   * JSONPath. Rejects with 'too-large' or 'invalid-request' where that cannot be found in good time.
   */
  query(path: string): Promise<readonly unknown[]>;
  /** Removes the file, if there is one. */
  dispose(): void;
}

/** Answers a JSONPath that may take any time, and gives up in the end. */
export type SlowQuery = (bytes: Uint8Array, charset: string | undefined, path: string) => Promise<readonly unknown[]>;

/** A body in memory. It is decoded and parsed once, however often it is asked. */
export class MemoryBody implements Body {
  readonly bytes: Uint8Array;
  readonly #charset: string | undefined;
  readonly #querySlowly: SlowQuery;
  #text: JsonText | undefined;

  /** `querySlowly`: without it, paths that may take any time are refused. */
  constructor(bytes: Uint8Array, charset?: string, querySlowly: SlowQuery = refuseQuery) {
    this.bytes = bytes;
    this.#charset = charset;
    this.#querySlowly = querySlowly;
  }

  get sizeBytes(): number {
    return this.bytes.length;
  }

  /** The parsed body; undefined where it is no JSON, or in an older encoding that nobody has asked for yet. */
  get json(): unknown {
    const text = this.#text === undefined ? decodeUnicode(this.bytes, this.#charset) : undefined;
    if (text !== undefined) this.#text = new JsonText(text);
    return this.#text?.json;
  }

  async *chunks(): AsyncIterable<Uint8Array> {
    await Promise.resolve();
    yield this.bytes;
  }

  head(limit: number): Promise<Uint8Array> {
    return Promise.resolve(this.bytes.subarray(0, limit));
  }

  text(): Promise<string> {
    return decodeText(this.bytes, this.#charset);
  }

  async query(path: string): Promise<readonly unknown[]> {
    this.#text ??= new JsonText(await this.text());
    if (this.#text.json === undefined) return [];
    return isPlainPath(path) ? this.#text.query(path) : this.#querySlowly(this.bytes, this.#charset, path);
  }

  dispose(): void {
    // Memory needs no help.
  }
}

function refuseQuery(_bytes: Uint8Array, _charset: string | undefined, path: string): Promise<never> {
  const message = `${path}: of a request only plain paths can be read, without filters, functions, lists and "..".`;
  return Promise.reject(new AppError('invalid-request', message));
}
