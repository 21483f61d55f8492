import { operationOf } from '../api/matchOperation.ts';
import { pollDirective } from '../directives/poll.ts';
import type { Fix, Problem } from '../syntax/nodes.ts';
import { fixOf } from '../syntax/problems.ts';
import { requestOf } from '../syntax/requestOf.ts';
import { shift } from '../syntax/span.ts';
import type { MatterTree } from '../syntax/tree.ts';
import type { LanguageContext } from './context.ts';
import { cursorContextAt } from './cursorContext.ts';

/** The ways out of a problem, the best first. Offsets of the file. */
export function fixesOf(tree: MatterTree, problem: Problem): readonly Fix[] {
  const own = problem.fix === undefined ? [] : [problem.fix];
  return problem.code === 'unresolved' ? [...own, ...definitions(tree, problem)] : own;
}

/** Define the variable, or ask for it. */
function definitions(tree: MatterTree, { span }: Problem): readonly Fix[] {
  const place = cursorContextAt(tree, span.start);
  const name = tree.text.slice(span.start, span.end);
  if (place === undefined || !/^[\w-][\w.-]*$/.test(name)) return [];
  const { block, start } = place;
  const requestLine = block.outline.request?.lineSpan.start;
  const top = tree.text.startsWith('\uFEFF') ? 1 : 0;
  const define = fixOf(`Define @${name}`, { start: top, end: top }, `@${name} = \n`);
  if (requestLine === undefined) return [define];
  const at = start + requestLine;
  return [define, fixOf(`Ask for ${name} at send`, { start: at, end: at }, `# @prompt ${name}\n`)];
}

/** Changes that are offered without a problem: wait for a result that may not be ready yet. */
export function refactoringsAt(tree: MatterTree, offset: number, { api }: LanguageContext): readonly Fix[] {
  const place = cursorContextAt(tree, offset);
  const request = place === undefined ? undefined : requestOf(place.block);
  if (place === undefined || request === undefined) return [];
  const isPolled = request.directives.some(({ word }) => word === pollDirective.word);
  const operation = operationOf(api, request.method, request.url);
  const mayWait = operation?.method === 'GET' && operation.statuses.includes('202');
  if (isPolled || !mayWait) return [];
  const span = shift({ start: request.lineSpan.start, end: request.lineSpan.start }, place.start);
  return [fixOf('Wait for the result: add @poll', span, '# @poll every=2s timeout=10m\n')];
}

/** The request line with the file variables in it replaced, where that changes it: for an inlay hint. */
export function resolvedPath(text: string, expand: (text: string) => string): string | undefined {
  if (!text.includes('{{')) return undefined;
  const resolved = expand(text);
  return resolved === text ? undefined : resolved;
}
