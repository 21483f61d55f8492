import { BlockImporter } from './blockImporter.ts';
import type { Imported, ImportNote } from './imported.ts';

/**
 * A `.http` or `.rest` file of REST Client, httpyac or JetBrains -> a `.matter` file that means the same, and what it
 * could not carry over. What has no counterpart stays as a comment: nothing is lost.
 */
export function importHttp(source: string): Imported {
  const lines = source.replace(/^\uFEFF/, '').split(/\r?\n/);
  const names = namesIn(lines);
  const notes: ImportNote[] = [];
  const blocks: string[][] = [];
  let start = 0;
  for (let index = 1; index <= lines.length; index++) {
    if (index < lines.length && !/^\s*#{3,}/.test(lines[index] ?? '')) continue;
    blocks.push([...new BlockImporter(lines.slice(start, index), start + 1, names, notes).read()]);
    start = index;
  }
  const text = blocks.map((block) => block.join('\n').trimEnd()).filter((block) => block !== '');
  return { text: text.length === 0 ? '' : `${text.join('\n\n')}\n`, notes };
}

/** Names that references may mean: httpyac writes `{{login.token}}` for the response of the request `login`. */
function namesIn(lines: readonly string[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const line of lines) {
    const name = /^\s*(?:#|\/\/)\s*@name\s*=?\s*(\S.*?)\s*$/.exec(line)?.[1];
    if (name !== undefined) names.add(name);
  }
  return names;
}
