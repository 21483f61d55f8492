import { requestOf } from './requestOf.ts';
import { shift } from './span.ts';
import type { Block } from './block.ts';
import type { Problem, RequestNode, VariableNode } from './nodes.ts';
import { variablesOf } from './variablesOf.ts';

/** A file: its blocks in order, at least one. What it derives from them has offsets of the file, and is made on demand. */
export class MatterTree {
  readonly blocks: readonly Block[];
  /** The offset of each block in the file. */
  readonly starts: readonly number[];
  #text: string | undefined;
  readonly #requests: (RequestNode | undefined)[] = [];

  constructor(blocks: readonly Block[], text?: string) {
    this.blocks = blocks;
    this.#text = text;
    const starts = new Array<number>(blocks.length);
    let start = 0;
    for (let index = 0; index < blocks.length; index++) {
      starts[index] = start;
      start += blocks[index]?.text.length ?? 0;
    }
    this.starts = starts;
  }

  /** Of the whole text, in UTF-16 units. */
  get length(): number {
    return (this.starts.at(-1) ?? 0) + (this.blocks.at(-1)?.text.length ?? 0);
  }

  get text(): string {
    return (this.#text ??= this.blocks.map(({ text }) => text).join(''));
  }

  get requests(): readonly RequestNode[] {
    return this.blocks.flatMap((_, index) => this.requestIn(index) ?? []);
  }

  /** The request of the block with this index: the same object each time, so that who sends it can tell it is one. */
  requestIn(index: number): RequestNode | undefined {
    const block = this.blocks[index];
    if (block === undefined) return undefined;
    return (this.#requests[index] ??= requestOf(block, this.starts[index]));
  }

  /** `@name = value`: file-wide, the later one wins. */
  get variables(): readonly VariableNode[] {
    return this.blocks.flatMap((block, index) => variablesOf(block, this.starts[index]));
  }

  /** The index of the block that holds the offset; the end of the file belongs to the last one. */
  blockAt(offset: number): number {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** A problem of a block with offsets of the file. */
export function locate(problem: Problem, offset: number): Problem {
  const { fix } = problem;
  const span = shift(problem.span, offset);
  if (fix === undefined) return { ...problem, span };
  const edits = fix.edits.map(({ span: place, text }) => ({ span: shift(place, offset), text }));
  return { ...problem, span, fix: { ...fix, edits } };
}
