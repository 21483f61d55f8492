import { readDirectives } from '../directives/readDirectives.ts';
import type { Block } from '../syntax/block.ts';
import { checkDynamic } from '../syntax/dynamicVariables.ts';
import { nearest } from '../syntax/nearest.ts';
import type { Problem, Span } from '../syntax/nodes.ts';
import { fixOf, problem, problemLimit } from '../syntax/problems.ts';
import { expressionOf, findReferences } from '../syntax/references.ts';
import { shift } from '../syntax/span.ts';
import type { MatterTree } from '../syntax/tree.ts';
import type { LanguageContext } from './context.ts';
import type { Scope } from './scope.ts';

/** References of one block that will have no value, and names of requests that are none. Offsets of the block. */
export function checkReferences(block: Block, scope: Scope, context: LanguageContext): readonly Problem[] {
  const problems: Problem[] = [];
  for (const { start, end } of block.references) {
    const { name } = expressionOf(block.text, start, end);
    const at = block.text.indexOf(name, start + 2);
    const found = checkExpression(name, { start: at, end: at + name.length }, scope, context);
    if (found !== undefined) problems.push(found);
    if (problems.length >= problemLimit) break;
  }
  for (const { directive, argument, span } of readDirectives(block).values) {
    if (directive.namesRequest === true && !scope.requests.has(argument))
      problems.push(unknownRequest(argument, span, scope));
  }
  return problems;
}

function checkExpression(name: string, span: Span, scope: Scope, context: LanguageContext): Problem | undefined {
  if (name === '') {
    const braces = { start: span.start - 2, end: span.end + 2 };
    return problem('unresolved', 'error', braces, 'A name is missing between the braces.');
  }
  if (name.startsWith('$')) {
    const message = checkDynamic(name);
    return message === undefined ? undefined : problem('unknown-dynamic', 'error', span, message);
  }
  if (scope.variables.has(name) || scope.given.has(name) || context.outside.has(name)) return undefined;
  const response = checkResponse(name, span, scope, context);
  return response === undefined ? unresolved(name, span, scope, context) : (response ?? undefined);
}

/** `null` problem: it is a right reference to a response. */
function checkResponse(name: string, span: Span, scope: Scope, context: LanguageContext): Problem | undefined | null {
  const response = /^([\w-]+)\.(request|response)\b(.*)$/.exec(name);
  if (response === null) return undefined;
  const [, request = '', side = '', path = ''] = response;
  const nameEnd = span.start + request.length;
  if (!scope.requests.has(request)) return unknownRequest(request, { start: span.start, end: nameEnd }, scope);
  if (isResponsePath(side, path)) return side === 'response' ? checkMatches(request, path, span, context) : null;
  const rest = { start: nameEnd + 1, end: span.end };
  return problem(
    'response-path',
    'error',
    rest,
    'This is no part of it. Write body.$.path, body.*, headers.Name or status.',
  );
}

/** A path that pointed to several values of the last response, or is no JSONPath, blocks the send: better said now. */
function checkMatches(request: string, path: string, span: Span, context: LanguageContext): Problem | null {
  const json = context.lastResponse(request)?.json;
  if (json === undefined || context.query === undefined || !path.startsWith('.body.$')) return null;
  const values = context.query(json, path.slice('.body.'.length));
  if (values === undefined)
    return problem('response-path', 'error', span, 'This is no JSONPath (RFC 9535). Correct it.');
  if (values === 'unknown' || values.length === 1) return null;
  const found = values.length === 0 ? 'matches nothing' : `matches ${values.length} values`;
  const message = `In the last response of "${request}" this ${found}. Make it point to one value.`;
  return problem('several-matches', 'warning', span, message);
}

function isResponsePath(side: string, path: string): boolean {
  if (path === '.status') return side === 'response';
  return /^\.(?:body\.(?:\*$|\$)|headers\.[^\s.])/.test(path);
}

function unresolved(name: string, span: Span, { variables, given }: Scope, { outside }: LanguageContext): Problem {
  const near = nearest(name, [...variables.keys(), ...given.keys(), ...outside.keys()]);
  const hint = near === undefined ? `Define it with "@${name} = …".` : `Did you mean {{${near}}}?`;
  const fix = near === undefined ? undefined : fixOf(`Change to ${near}`, span, near);
  return problem('unresolved', 'error', span, `{{${name}}} has no value. ${hint}`, fix);
}

function unknownRequest(name: string, span: Span, { requests }: Scope): Problem {
  const near = nearest(name, requests.keys());
  const hint = near === undefined ? `Add "# @name ${name}" to it.` : `Did you mean "${near}"?`;
  const fix = near === undefined ? undefined : fixOf(`Change to ${near}`, span, near);
  return problem('unknown-request', 'error', span, `No request is named "${name}". ${hint}`, fix);
}

/** Variables that are defined again, and variables that refer to themselves. Offsets of the file. */
export function checkVariables(tree: MatterTree, { variables }: Scope): readonly Problem[] {
  if (variables.size === 0) return [];
  const problems: Problem[] = [];
  for (let index = 0; index < tree.blocks.length && problems.length < problemLimit; index++) {
    const block = tree.blocks[index];
    if (block === undefined) continue;
    for (const { name, nameSpan } of block.outline.variables) {
      if (problems.length >= problemLimit) break;
      const span = shift(nameSpan, tree.starts[index] ?? 0);
      if (variables.get(name)?.nameSpan.start !== span.start)
        problems.push(
          problem(
            'duplicate-variable',
            'warning',
            span,
            `{{${name}}} is defined again below: that line wins. Remove one of them.`,
          ),
        );
    }
  }
  return [...problems, ...cycles(variables)];
}

/** Each variable is followed once: the cost is linear in their text. */
function cycles(variables: Scope['variables']): readonly Problem[] {
  const state = new Map<string, 'open' | 'done'>();
  const problems: Problem[] = [];
  const visit = (name: string, path: readonly string[]): void => {
    const definition = variables.get(name);
    if (definition === undefined || state.get(name) === 'done' || path.length > 500) return;
    if (problems.length >= problemLimit) return;
    if (state.get(name) === 'open') {
      const circle = [...path.slice(path.indexOf(name)), name].join(' > ');
      problems.push(
        problem('cyclic-variable', 'error', definition.nameSpan, `{{${name}}} refers to itself: ${circle}.`),
      );
      return;
    }
    state.set(name, 'open');
    const { value } = definition;
    for (const { start, end } of findReferences(value).references)
      visit(expressionOf(value, start, end).name, [...path, name]);
    state.set(name, 'done');
  };
  for (const name of variables.keys()) visit(name, []);
  return problems;
}
