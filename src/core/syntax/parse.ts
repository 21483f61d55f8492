import { BlockReader } from './blockReader.ts';
import { code, isSpace } from './characters.ts';
import type { Block } from './block.ts';
import { MatterTree } from './tree.ts';

/**
 * Any text -> its tree. Total: never throws. Lossless: print(parse(x)) === x. Linear: one pass over the lines, no
 * regular expression that can go back. The grammar is in the documentation (docs: the `.matter` file).
 */
export function parseMatter(text: string): MatterTree {
  return new MatterTree(parseBlocks(text, true), text);
}

/** Inverse of parseMatter. */
export function printMatter(tree: MatterTree): string {
  return tree.text;
}

/** `isFirst`: the text begins where the file begins, so a byte order mark is skipped. */
export function parseBlocks(text: string, isFirst: boolean): Block[] {
  const reader = new BlockReader(text);
  const blocks: Block[] = [];
  let start = 0;
  do {
    const end = nextSeparator(text, start);
    blocks.push(reader.read(start, end, isFirst && start === 0));
    start = end;
  } while (start < text.length);
  return blocks;
}

/** The start of the next line after that of `from` that begins with `###`, indented or not; else the end of the text. */
function nextSeparator(text: string, from: number): number {
  let at = text.indexOf('\n', from);
  while (at >= 0) {
    const hashes = text.indexOf('###', at);
    if (hashes < 0) return text.length;
    const start = lineStartBefore(text, hashes);
    if (start > from) return start;
    at = hashes + 3;
  }
  return text.length;
}

/** The start of the line where only space stands before `at`; -1 where something else does. */
function lineStartBefore(text: string, at: number): number {
  while (at > 0) {
    const unit = text.charCodeAt(at - 1);
    if (unit === code.feed) return at;
    if (!isSpace(unit)) return -1;
    at--;
  }
  return 0;
}

/** True where the text begins with the line of a separator. */
export function beginsWithSeparator(text: string): boolean {
  let at = 0;
  while (isSpace(text.charCodeAt(at))) at++;
  return text.startsWith('###', at);
}
