import { AppError } from '../appError.ts';
import type { Body, ByteSource } from '../http/body.ts';
import type { Mapping } from '../portfolio/mapping.ts';

/** The files that a request may read and write: those of its own folder, by paths relative to the request file. */
export interface Files {
  /** Rejects with 'file' where the file is missing, outside of the folder, or one that holds secrets. */
  readonly read: (path: string) => Promise<ByteSource>;
  /** Never overwrites but where asked to: else `-1`, `-2` is added to the name. The path that was written. */
  readonly save: (path: string, body: Body, overwrites: boolean) => Promise<string>;
  /** Reads a portfolio file elsewhere than in this thread; without it, it is read in this one. */
  readonly portfolioBody?: (bytes: Uint8Array, path: string, mapping: Mapping) => Promise<string>;
}

/** All of a file: for those that are small, or checked as a whole. */
export async function readBytes(source: ByteSource): Promise<Uint8Array> {
  const bytes = new Uint8Array(source.sizeBytes);
  let at = 0;
  for await (const chunk of source.chunks()) {
    // A file that grows meanwhile is told by its source, or below.
    if (at + chunk.length <= bytes.length) bytes.set(chunk, at);
    at += chunk.length;
  }
  if (at !== bytes.length) throw new AppError('file', 'A file changed while it was read. Send again.');
  return bytes;
}
