import { readDirectives } from '../directives/readDirectives.ts';
import type { Block } from '../syntax/block.ts';
import { duplicateNames } from '../syntax/duplicateNames.ts';
import type { Problem } from '../syntax/nodes.ts';
import { locate, type MatterTree } from '../syntax/tree.ts';
import { checkOperation } from './checkOperation.ts';
import { checkReferences, checkVariables } from './checkReferences.ts';
import { checkSecrets } from './checkSecrets.ts';
import type { LanguageContext } from './context.ts';
import { haveSameNames, scopeOf, type Scope } from './scope.ts';

const none: readonly Problem[] = [];

/** What was found in one state of a file; all offsets are those of the blocks, so an edit elsewhere moves nothing. */
interface Found {
  readonly blocks: readonly Block[];
  readonly context: LanguageContext;
  readonly scope: Scope;
  /** Of each block for itself, by its index. */
  readonly own: readonly (readonly Problem[])[];
  /** What is wrong between blocks. */
  readonly between: ReadonlyMap<Block, readonly Problem[]>;
}

/**
 * Finds everything that is wrong in a file but for what a JSON schema says of its bodies. It remembers the last state
 * of the file: a keystroke costs the blocks that it touches, and only a change of a definition costs more.
 */
export class Checker {
  #last: Found | undefined;

  check(tree: MatterTree, context: LanguageContext): readonly Problem[] {
    const found = this.#last?.context === context ? update(this.#last, tree) : checkAll(tree, context);
    this.#last = found;
    return located(tree, found).sort((a, b) => a.span.start - b.span.start);
  }
}

function located({ blocks, starts }: MatterTree, { own, between }: Found): Problem[] {
  const problems: Problem[] = [];
  blocks.forEach((block, index) => {
    const others = between.size === 0 ? none : (between.get(block) ?? none);
    for (const list of [own[index] ?? none, others])
      for (const problem of list) problems.push(locate(problem, starts[index] ?? 0));
  });
  return problems;
}

function checkAll(tree: MatterTree, context: LanguageContext): Found {
  const scope = scopeOf(tree);
  const own = tree.blocks.map((block) => checkBlock(block, scope, context));
  return { blocks: tree.blocks, context, scope, own, between: problemsBetween(tree, scope) };
}

function update(last: Found, tree: MatterTree): Found {
  const { context } = last;
  const { blocks } = tree;
  const head = commonHead(last.blocks, blocks);
  const tail = commonTail(last.blocks, blocks, head);
  const removed = last.blocks.slice(head, last.blocks.length - tail);
  const added = blocks.slice(head, blocks.length - tail);
  const isSame = haveSameDefinitions(removed, added);
  const scope = isSame ? last.scope : scopeOf(tree);
  if (!isSame && !haveSameNames(scope, last.scope)) return checkAll(tree, context);
  const own = [
    ...last.own.slice(0, head),
    ...added.map((block) => checkBlock(block, scope, context)),
    ...last.own.slice(last.own.length - tail),
  ];
  const between = isSame ? carried(last.between, removed, added) : problemsBetween(tree, scope);
  return { blocks, context, scope, own, between };
}

function commonHead(a: readonly Block[], b: readonly Block[]): number {
  let count = 0;
  while (count < a.length && count < b.length && a[count] === b[count]) count++;
  return count;
}

function commonTail(a: readonly Block[], b: readonly Block[], head: number): number {
  const limit = Math.min(a.length, b.length) - head;
  let count = 0;
  while (count < limit && a[a.length - 1 - count] === b[b.length - 1 - count]) count++;
  return count;
}

/** The same names and values in the same places of their blocks. */
function haveSameDefinitions(a: readonly Block[], b: readonly Block[]): boolean {
  const definitions = (block: Block): string => {
    const { name, nameSpan, variables, request } = block.outline;
    return JSON.stringify([name, nameSpan, variables, readDirectives(block).given, request === undefined]);
  };
  return a.length === b.length && a.every((block, index) => definitions(block) === definitions(b[index] ?? block));
}

function carried(
  between: Found['between'],
  removed: readonly Block[],
  added: readonly Block[],
): ReadonlyMap<Block, readonly Problem[]> {
  if (between.size === 0) return between;
  const replaced = new Map(removed.map((block, index) => [block, added[index] ?? block]));
  return new Map([...between].map(([block, problems]) => [replaced.get(block) ?? block, problems]));
}

function checkBlock(block: Block, scope: Scope, context: LanguageContext): readonly Problem[] {
  const found = [
    ...readDirectives(block).problems,
    ...checkReferences(block, scope, context),
    ...checkOperation(block, context.api),
    ...checkSecrets(block),
  ];
  return found.length === 0 ? none : found;
}

function problemsBetween(tree: MatterTree, scope: Scope): ReadonlyMap<Block, readonly Problem[]> {
  const found = new Map<Block, readonly Problem[]>();
  for (const problem of [...duplicateNames(tree), ...checkVariables(tree, scope)]) {
    const index = tree.blockAt(problem.span.start);
    const block = tree.blocks[index];
    if (block !== undefined)
      found.set(block, (found.get(block) ?? []).concat(locate(problem, -(tree.starts[index] ?? 0))));
  }
  return found;
}
