import { AppError } from '../appError.ts';
import type { ByteSource } from '../http/body.ts';
import type { HttpRequest } from '../http/httpMessage.ts';
import { bodyText, fileLine } from '../syntax/bodyToSend.ts';
import type { RequestNode } from '../syntax/nodes.ts';
import type { MatterTree } from '../syntax/tree.ts';
import { readBytes, type Files } from './files.ts';
import { lineColumn } from '../syntax/lineColumn.ts';
import { dataUrlBytes } from './dataUrl.ts';
import type { Resolver } from './resolver.ts';

/** More than this is read from its files while it is sent. */
const memoryLimit = 1_000_000;

/**
 * The body as it is sent: text with its values, `< file`, `<@ file` with its values; multipart with CRLF. In JSON (by
 * `contentType`, else by its start) no value of a response ends the string that it stands in.
 */
export async function prepareBody(
  tree: MatterTree,
  request: RequestNode,
  resolver: Resolver,
  files: Files,
  contentType: string | undefined,
): Promise<HttpRequest['body']> {
  const text = bodyText(request);
  if (text === undefined || request.body === undefined) return undefined;
  const { kind, lines, lineEnd } = text;
  const isMulti = kind === 'multipart';
  const isJson = contentType === undefined ? kind === 'json' : /json/i.test(contentType);
  const fill: Fill = (value, offset) =>
    isJson ? resolver.resolveJson(value, offset) : resolver.resolve(value, offset);
  const { start } = request.body.span;
  if (!isMulti && !lines.some(fileLine)) return fill(lines.join(lineEnd), start);
  const reader = new PartReader(tree, start, fill, files);
  const parts = await reader.parts(lines, lineEnd);
  const body = new Parts(isMulti ? parts : parts.slice(0, -1)); // RFC 2046, 5.1.1: the last boundary's line has an end too
  return body.sizeBytes > memoryLimit ? body : readBytes(body);
}

/** A text with its values. */
type Fill = (text: string, offset: number) => Promise<string>;

type Part = Uint8Array | ByteSource;

/** Parts one after the other; files are opened when it is their turn. */
class Parts implements ByteSource {
  readonly sizeBytes: number;
  readonly #parts: readonly Part[];

  constructor(parts: readonly Part[]) {
    this.#parts = parts;
    this.sizeBytes = parts.reduce((sum, part) => sum + ('chunks' in part ? part.sizeBytes : part.length), 0);
  }

  async *chunks(): AsyncIterable<Uint8Array> {
    for (const part of this.#parts) {
      if ('chunks' in part) yield* part.chunks();
      else yield part;
    }
  }
}

class PartReader {
  readonly #tree: MatterTree;
  readonly #offset: number;
  readonly #fill: Fill;
  readonly #files: Files;

  /** `offset`: where the body starts in the file, for the places in errors. */
  constructor(tree: MatterTree, offset: number, fill: Fill, files: Files) {
    this.#tree = tree;
    this.#offset = offset;
    this.#fill = fill;
    this.#files = files;
  }

  /** Each line and its end; the content of a file goes in as it is. */
  async parts(lines: readonly string[], lineEnd: string): Promise<readonly Part[]> {
    const parts: Part[] = [];
    for (const line of lines) parts.push(await this.#line(line), new TextEncoder().encode(lineEnd));
    return parts;
  }

  async #line(line: string): Promise<Part> {
    const named = fileLine(line);
    if (named === undefined) return new TextEncoder().encode(await this.#fill(line, this.#offset));
    const { path, hasReferences } = named;
    const file = dataUrlBytes(path) ?? (await this.#read(await this.#fill(path, this.#offset)));
    if (!hasReferences) return file;
    const text = new TextDecoder().decode('chunks' in file ? await readBytes(file) : file);
    return new TextEncoder().encode(await this.#fill(text, this.#offset));
  }

  async #read(path: string): Promise<ByteSource> {
    try {
      return await this.#files.read(path);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const place = lineColumn(this.#tree, { start: this.#offset, end: this.#offset });
      throw new AppError(error.code, `${place}: ${error.message} Nothing was sent.`, { cause: error });
    }
  }
}
