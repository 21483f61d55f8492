import type { Block } from './block.ts';
import type { Problem, Region, Span } from './nodes.ts';
import { fixOf, problem } from './problems.ts';
import type { MatterTree } from './tree.ts';
import { shift } from './span.ts';

/** The name that `@name` gives to the request of a block; the last one wins. */
export function givenName(block: Block): { readonly name: string; readonly span: Span } | undefined {
  const { text } = block;
  let last: Region | undefined;
  for (const region of block.all('directive')) {
    const isName =
      region.nameEnd - region.nameStart === 'name'.length &&
      text.startsWith('name', region.nameStart) &&
      region.valueEnd > region.valueStart;
    if (isName) last = region;
  }
  if (last === undefined) return undefined;
  return {
    name: text.slice(last.valueStart, last.valueEnd),
    span: { start: last.valueStart, end: last.valueEnd },
  };
}

/** The title of a block: the text of its separator. */
export function titleOf(block: Block): { readonly title: string; readonly span: Span } | undefined {
  const first = block.first('separator');
  if (first === undefined) return undefined;
  return {
    title: block.text.slice(first.valueStart, first.valueEnd),
    span: { start: first.valueStart, end: first.valueEnd },
  };
}

/** A title may repeat; a name that was given with @name must not. */
export function duplicateNames({ blocks, starts }: MatterTree): readonly Problem[] {
  const seen = new Set<string>();
  const problems: Problem[] = [];
  for (let index = 0; index < blocks.length; index++) {
    const block = blocks[index];
    const given = block === undefined ? undefined : givenName(block);
    if (given === undefined) continue;
    if (seen.has(given.name)) {
      const span = shift(given.span, starts[index] ?? 0);
      const free = freeName(given.name, seen);
      const message = `Another request is named "${given.name}". Give this one a name of its own.`;
      problems.push(problem('duplicate-name', 'error', span, message, fixOf(`Rename to ${free}`, span, free)));
    }
    seen.add(given.name);
  }
  return problems;
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  for (let count = 2; ; count++) {
    if (!taken.has(`${name}-${count}`)) return `${name}-${count}`;
  }
}
