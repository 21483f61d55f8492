import { isObject, type JsonObject } from '../json.ts';
import { parseDocument } from './parseDocument.ts';

/**
 * The text of a file that a description refers to, by its path relative to the folder of the description; undefined
 * where it cannot or may not be read.
 */
export type ReadFile = (path: string) => Promise<string | undefined>;

/** A `$ref` to something else than a place in the same document. */
const otherFile = /\$ref["']?\s*:\s*["']?[^\s"'#{[]/;

export function hasOtherFiles(text: string): boolean {
  return otherFile.test(text);
}

/** More files than any description is split into. */
const mostFiles = 5000;

/** Under this key the other files stand in the document, by their path. */
const filesKey = 'x-matter-files';

/**
 * The document with the files in it that it refers to, and its references led there; it is changed in place. Only what
 * `readFile` gives is read. A reference to a file that is not read stays as it is written.
 */
export async function bundleFiles(root: JsonObject, readFile: ReadFile): Promise<JsonObject> {
  const files: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  const bundler = new Bundler(files, readFile);
  await bundler.rewrite(root, undefined);
  return { ...root, [filesKey]: files };
}

class Bundler {
  readonly #files: Record<string, unknown>;
  readonly #readFile: ReadFile;
  readonly #visited = new Set<unknown>();
  #count = 0;

  constructor(files: Record<string, unknown>, readFile: ReadFile) {
    this.#files = files;
    this.#readFile = readFile;
  }

  /** Every reference of one file, then those of the files that it leads to. `file`: its path; undefined for the first. */
  async rewrite(root: unknown, file: string | undefined): Promise<void> {
    const holders = this.#holders(root);
    for (const [holder, key] of holders) {
      const reference = holder[key];
      if (typeof reference === 'string') holder[key] = await this.#target(reference, file);
    }
  }

  /** All objects with a reference, each once: an alias of YAML is one object in several places. */
  #holders(root: unknown): readonly (readonly [Record<string, unknown>, string])[] {
    const found: (readonly [Record<string, unknown>, string])[] = [];
    const queue: unknown[] = [root];
    while (queue.length > 0) {
      const node = queue.pop();
      if (typeof node !== 'object' || node === null || this.#visited.has(node)) continue;
      this.#visited.add(node);
      const members = node as Record<string, unknown>;
      if (typeof members['$ref'] === 'string') found.push([members, '$ref']);
      for (const key of mappedIn(members['discriminator'])) found.push([key.mapping, key.name]);
      for (const key of Object.keys(members)) if (!dataKeys.has(key)) queue.push(members[key]);
    }
    return found;
  }

  /** Where in the whole document a reference of one file leads. */
  async #target(reference: string, from: string | undefined): Promise<string> {
    const hash = reference.indexOf('#');
    const path = hash < 0 ? reference : reference.slice(0, hash);
    const pointer = hash < 0 ? '' : reference.slice(hash + 1);
    const file = path === '' ? from : toFile(path, from);
    if (file === undefined || (path !== '' && !(await this.#load(file)))) return reference;
    if (pointer !== '' && !pointer.startsWith('/')) return reference; // an anchor
    return `#/${filesKey}/${encodeURIComponent(file.replaceAll('~', '~0').replaceAll('/', '~1'))}${pointer}`;
  }

  async #load(file: string): Promise<boolean> {
    if (file in this.#files) return this.#files[file] !== undefined;
    this.#files[file] = undefined;
    const text = ++this.#count > mostFiles ? undefined : await this.#readFile(file);
    const parsed = text === undefined ? undefined : await parseDocument(text, file);
    if (parsed === undefined || parsed.problem !== undefined) return false;
    this.#files[file] = parsed.root;
    await this.rewrite(parsed.root, file);
    return true;
  }
}

/** Their values are data, or say nothing of the API. */
const dataKeys: ReadonlySet<string> = new Set(['example', 'value', 'default', 'enum', 'const']);

/** The values of a discriminator's mapping that are references, not names. */
function mappedIn(discriminator: unknown): readonly { mapping: Record<string, unknown>; name: string }[] {
  const mapping = isObject(discriminator) ? discriminator['mapping'] : undefined;
  if (!isObject(mapping)) return [];
  const isReference = (value: unknown): boolean => typeof value === 'string' && /[#/]|\.(?:json|ya?ml)$/.test(value);
  const names = Object.keys(mapping).filter((name) => isReference(mapping[name]));
  return names.map((name) => ({ mapping: mapping, name }));
}

/** The path from the folder of the description; undefined for an address, and for what is not below that folder. */
function toFile(path: string, from: string | undefined): string | undefined {
  if (/^(?:[A-Za-z][\w+.-]*:|[\\/])/.test(path)) return undefined;
  const parts = (from ?? '').split('/').slice(0, -1);
  for (const part of decoded(path).split('/')) {
    if (part === '..' && parts.pop() === undefined) return undefined;
    if (part !== '..' && part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
