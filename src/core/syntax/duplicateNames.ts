import type { Problem } from './nodes.ts';
import { fixOf, problem, problemLimit } from './problems.ts';
import { shift } from './span.ts';
import type { MatterTree } from './tree.ts';

/** A title may repeat; a name that was given with @name must not. */
export function duplicateNames({ blocks, starts }: MatterTree): readonly Problem[] {
  const seen = new Set<string>();
  const problems: Problem[] = [];
  for (let index = 0; index < blocks.length && problems.length < problemLimit; index++) {
    const block = blocks[index];
    const { name, nameSpan } = block?.outline ?? {};
    if (name === undefined || nameSpan === undefined) continue;
    if (seen.has(name)) {
      const span = shift(nameSpan, starts[index] ?? 0);
      const free = freeName(name, seen);
      const message = `Another request is named "${name}". Give this one a name of its own.`;
      problems.push(problem('duplicate-name', 'error', span, message, fixOf(`Rename to ${free}`, span, free)));
    }
    seen.add(name);
  }
  return problems;
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  for (let count = 2; ; count++) {
    if (!taken.has(`${name}-${count}`)) return `${name}-${count}`;
  }
}
