import type { Block } from '../syntax/block.ts';
import type { Problem } from '../syntax/nodes.ts';
import { duplicateNames } from '../syntax/outline.ts';
import { locate, type MatterTree } from '../syntax/tree.ts';
import { checkOperation } from './checkOperation.ts';
import { checkReferences, checkVariables } from './checkReferences.ts';
import { checkSecrets } from './checkSecrets.ts';
import type { LanguageContext } from './context.ts';
import { haveSameNames, scopeOf, type Scope } from './scope.ts';

/**
 * Finds everything that is wrong in a file but for what a JSON schema says of its bodies. What it found in a block it
 * keeps for as long as the block and the names of the file stay the same, so a keystroke costs one block.
 */
export class Checker {
  #found = new WeakMap<Block, readonly Problem[]>();
  #scope: Scope | undefined;
  #context: LanguageContext | undefined;

  check(tree: MatterTree, context: LanguageContext): readonly Problem[] {
    const scope = scopeOf(tree);
    if (this.#scope === undefined || this.#context !== context || !haveSameNames(this.#scope, scope))
      this.#found = new WeakMap();
    this.#scope = scope;
    this.#context = context;
    const problems: Problem[] = [...duplicateNames(tree), ...checkVariables(tree, scope)];
    for (let index = 0; index < tree.blocks.length; index++) {
      const block = tree.blocks[index];
      const found = block === undefined ? [] : this.#checkBlock(block, scope, context);
      for (const problem of found) problems.push(locate(problem, tree.starts[index] ?? 0));
    }
    return problems.sort((a, b) => a.span.start - b.span.start);
  }

  #checkBlock(block: Block, scope: Scope, context: LanguageContext): readonly Problem[] {
    const known = this.#found.get(block);
    if (known !== undefined) return known;
    const found = [
      ...block.problems,
      ...checkReferences(block, scope, context),
      ...checkOperation(block, context.api),
      ...checkSecrets(block),
    ];
    this.#found.set(block, found);
    return found;
  }
}
