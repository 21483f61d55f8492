import { AppError } from '../appError.ts';
import type { ByteSource } from '../http/body.ts';
import type { HttpRequest } from '../http/httpMessage.ts';
import { bodyText, fileLine } from '../syntax/bodyToSend.ts';
import type { RequestNode } from '../syntax/nodes.ts';
import type { MatterTree } from '../syntax/tree.ts';
import { filterOf, MultipartFilter, type FieldFilter } from './foreignValues.ts';
import { readBytes, type Files } from './files.ts';
import { lineColumn } from '../syntax/lineColumn.ts';
import { dataUrlBytes } from './dataUrl.ts';
import type { Resolver } from './resolver.ts';

/** More than this is read from its files while it is sent. */
const memoryLimit = 1_000_000;

/**
 * The body as it is sent: text with its values, `< file`, `<@ file` with its values; multipart with CRLF. No value of a
 * response leaves the field that it stands in (by `contentType`, else by its start).
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
  const { start } = request.body.span;
  const filter = filterOf(contentType, request.body.text);
  if (!isMulti && !lines.some(fileLine)) return resolver.resolve(lines.join(lineEnd), start, filter);
  const filters = isMulti ? new MultipartFilter(contentType) : { next: () => filter, sawHeader: () => undefined };
  const reader = new PartReader(tree, start, resolver, files, filters);
  return joined(await reader.parts(lines, lineEnd), isMulti);
}

/** RFC 2046, 5.1.1: the last boundary's line has an end too. */
function joined(parts: readonly Part[], keepsEnd: boolean): Promise<Uint8Array> | ByteSource {
  const body = new Parts(keepsEnd ? parts : parts.slice(0, -1));
  return body.sizeBytes > memoryLimit ? body : readBytes(body);
}

type Part = Uint8Array | ByteSource;

const unfiltered: FieldFilter = (segments) => segments;

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
  readonly #resolver: Resolver;
  readonly #files: Files;
  readonly #filters: Pick<MultipartFilter, 'next' | 'sawHeader'>;

  /** `offset`: where the body starts in the file, for the places in errors. */
  constructor(
    tree: MatterTree,
    offset: number,
    resolver: Resolver,
    files: Files,
    filters: Pick<MultipartFilter, 'next' | 'sawHeader'>,
  ) {
    this.#tree = tree;
    this.#offset = offset;
    this.#resolver = resolver;
    this.#files = files;
    this.#filters = filters;
  }

  /** Each line and its end; the content of a file goes in as it is. */
  async parts(lines: readonly string[], lineEnd: string): Promise<readonly Part[]> {
    const parts: Part[] = [];
    for (const line of lines) parts.push(await this.#line(line), new TextEncoder().encode(lineEnd));
    return parts;
  }

  async #line(line: string): Promise<Part> {
    const named = fileLine(line);
    const filter = this.#filters.next(line);
    if (named === undefined) {
      const filled = await this.#resolver.resolve(line, this.#offset, filter);
      this.#filters.sawHeader(filled);
      return new TextEncoder().encode(filled);
    }
    const { path, hasReferences } = named;
    const file = dataUrlBytes(path) ?? (await this.#read(await this.#resolver.resolve(path, this.#offset, unfiltered)));
    if (!hasReferences) return file;
    const text = new TextDecoder().decode('chunks' in file ? await readBytes(file) : file);
    return new TextEncoder().encode(await this.#resolver.resolve(text, this.#offset, filter));
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
