import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for this user's eyes only, made when first needed and removed with all it holds. */
export class TemporaryFolder {
  readonly #parent: string;
  #path: string | undefined;
  #count = 0;

  /** `parent`: where files will be moved to, if that is known: to move is cheaper than to copy. */
  constructor(parent = tmpdir()) {
    this.#parent = parent;
  }

  newFile(): string {
    this.#path ??= mkdtempSync(join(this.#parent, '.matter-'));
    return join(this.#path, String(++this.#count));
  }

  dispose(): void {
    if (this.#path !== undefined) rmSync(this.#path, { recursive: true, force: true });
    this.#path = undefined;
  }
}
