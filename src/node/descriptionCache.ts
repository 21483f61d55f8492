import { createHash } from 'node:crypto';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ApiDescription } from '../core/api/apiDescription.ts';
import { packedVersion, unpackDescription } from '../core/api/packedDescription.ts';
import { atomicWrite } from './atomicWrite.ts';
import { readBeside } from './filesBeside.ts';

/** The SHA-256 of each file that a description is split into, by its path from its folder; empty for a missing one. */
export type FileHashes = Readonly<Record<string, string>>;

const mostKept = 20;

/** Packed descriptions in a folder, by the size and the SHA-256 of what they were made of. */
export class DescriptionCache {
  readonly #folder: string;

  /** It is made when something is kept. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** False where nothing of this size is kept: then the content need not be looked at. */
  async mayHold(sizeBytes: number): Promise<boolean> {
    const names = await readdir(this.#folder).catch(() => []);
    return names.some((name) => name.startsWith(prefixOf(sizeBytes)));
  }

  /** Undefined where nothing usable is kept, or a file beside `path`, the description, is another one now. */
  async read(content: Uint8Array, path: string | undefined): Promise<ApiDescription | undefined> {
    try {
      // Digested outside of the calling thread, unlike with createHash.
      const digest = await crypto.subtle.digest('SHA-256', content);
      const bytes = await readFile(this.#fileOf(content.length, Buffer.from(digest).toString('hex')));
      const end = bytes.indexOf('\n');
      const hashes = JSON.parse(bytes.subarray(0, end).toString()) as FileHashes;
      for (const [beside, hash] of Object.entries(hashes)) {
        const now = path === undefined ? undefined : await readBeside(path, beside);
        if ((now === undefined ? '' : hashOf(now)) !== hash) return undefined;
      }
      return unpackDescription(bytes.subarray(end + 1));
    } catch {
      return undefined;
    }
  }

  /** Beside the last few others: a description that is edited is another one each time. */
  async keep(content: Uint8Array, packed: Uint8Array, hashes: FileHashes): Promise<void> {
    const file = this.#fileOf(content.length, hashOf(content));
    await atomicWrite(file, Buffer.concat([Buffer.from(`${JSON.stringify(hashes)}\n`), packed]));
    const files = (await readdir(this.#folder)).map((name) => join(this.#folder, name));
    const aged = await Promise.all(files.map(async (path) => ({ path, at: (await stat(path)).mtimeMs })));
    const old = aged.sort((a, b) => b.at - a.at).slice(mostKept);
    await Promise.all(old.map(({ path }) => rm(path, { force: true })));
  }

  #fileOf(sizeBytes: number, hash: string): string {
    return join(this.#folder, `${prefixOf(sizeBytes)}${hash}.packed`);
  }
}

function prefixOf(sizeBytes: number): string {
  return `${packedVersion}-${sizeBytes}-`;
}

export function hashOf(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
