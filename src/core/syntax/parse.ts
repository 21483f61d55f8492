import { BlockParser } from './blockParser.ts';
import { readTitle } from './head.ts';
import { lineAt } from './lines.ts';
import { problem } from './problems.ts';
import type { MatterTree, Problem, RequestNode, VariableNode } from './tree.ts';

/**
 * Any text -> its requests, variables and problems. Total: never throws. One pass over the lines; the tree keeps the
 * text, so print(parse(x)) === x. The grammar is docs: design/matter-file.md.
 */
export function parseMatter(text: string): MatterTree {
  const requests: RequestNode[] = [];
  const variables: VariableNode[] = [];
  const problems: Problem[] = [];
  const finish = (block: BlockParser, end: number): void => {
    const { request } = block.finish(end);
    if (request !== undefined) requests.push(request);
  };
  let block = new BlockParser(text, 0, undefined, variables, problems);
  for (let line = lineAt(text, 0); line !== undefined; line = lineAt(text, line.next)) {
    const separator = readTitle(line);
    if (separator === undefined) {
      block.line(line);
    } else {
      finish(block, line.start);
      block = new BlockParser(text, line.start, separator.title, variables, problems);
    }
  }
  finish(block, text.length);
  reportDuplicateNames(requests, problems);
  problems.sort((a, b) => a.span.start - b.span.start);
  return { text, requests, variables, problems };
}

/** Inverse of parseMatter. */
export function printMatter(tree: MatterTree): string {
  return tree.text;
}

function reportDuplicateNames(requests: readonly RequestNode[], problems: Problem[]): void {
  const seen = new Set<string>();
  for (const { name, nameSpan } of requests) {
    // A title may repeat; only a name that was given with @name is referred to.
    if (name === undefined || nameSpan === undefined) continue;
    if (seen.has(name)) {
      problems.push(
        problem(
          'duplicate-name',
          'error',
          nameSpan,
          `Another request is named "${name}". Give this one a name of its own.`,
        ),
      );
    }
    seen.add(name);
  }
}
