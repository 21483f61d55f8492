import { AppError } from '../appError.ts';
import { bodyToSend } from '../syntax/bodyToSend.ts';
import type { RequestNode } from '../syntax/nodes.ts';
import type { MatterTree } from '../syntax/tree.ts';
import type { Files } from './files.ts';
import { placeOf } from './place.ts';
import type { Resolver } from './resolver.ts';

const include = /^<(@\w*)?[ \t]+(\S.*)$/;

/** The body as it is sent: text with its values, `< file`, `<@ file` with its values; multipart with CRLF. */
export async function prepareBody(
  tree: MatterTree,
  request: RequestNode,
  resolver: Resolver,
  files: Files,
): Promise<string | Uint8Array | undefined> {
  const text = bodyToSend(request);
  if (text === undefined || request.body === undefined) return undefined;
  const reader = new BodyReader(tree, request.body.span.start, resolver, files);
  if (isMultipart(request)) return reader.multipart(text);
  const lines = text.split(/\r?\n/);
  const hasInclude = lines.some((line) => include.test(line));
  return hasInclude ? reader.withFiles(lines, '\n') : resolver.resolve(text, request.body.span.start);
}

function isMultipart({ headers }: RequestNode): boolean {
  return headers.some(({ name, value }) => /^content-type$/i.test(name) && /^multipart\//i.test(value));
}

class BodyReader {
  readonly #tree: MatterTree;
  readonly #offset: number;
  readonly #resolver: Resolver;
  readonly #files: Files;

  /** `offset`: where the body starts in the file, for the places in errors. */
  constructor(tree: MatterTree, offset: number, resolver: Resolver, files: Files) {
    this.#tree = tree;
    this.#offset = offset;
    this.#resolver = resolver;
    this.#files = files;
  }

  /** RFC 2046, 5.1.1: lines end with CRLF; the content of a file goes in as it is. */
  multipart(text: string): Promise<Uint8Array> {
    return this.withFiles(text.split(/\r?\n/), '\r\n');
  }

  async withFiles(lines: readonly string[], lineEnd: string): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    const encoder = new TextEncoder();
    for (const [index, line] of lines.entries()) {
      parts.push(await this.#line(line), encoder.encode(index < lines.length - 1 || lineEnd === '\r\n' ? lineEnd : ''));
    }
    return join(parts);
  }

  async #line(line: string): Promise<Uint8Array> {
    const [, mark, path] = include.exec(line) ?? [];
    if (path === undefined) return new TextEncoder().encode(await this.#resolver.resolve(line, this.#offset));
    const bytes = await this.#read(await this.#resolver.resolve(path.trimEnd(), this.#offset));
    if (mark === undefined) return bytes;
    return new TextEncoder().encode(await this.#resolver.resolve(new TextDecoder().decode(bytes), this.#offset));
  }

  async #read(path: string): Promise<Uint8Array> {
    try {
      return await this.#files.read(path);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const place = placeOf(this.#tree.text, { start: this.#offset, end: this.#offset });
      throw new AppError(error.code, `${place}: ${error.message} Nothing was sent.`, { cause: error });
    }
  }
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
