import { readDirectives } from '../directives/readDirectives.ts';
import type { Span, TextEdit } from '../syntax/nodes.ts';
import { expressionOf, findReferences } from '../syntax/references.ts';
import { shift, touches } from '../syntax/span.ts';
import type { MatterTree } from '../syntax/tree.ts';
import { cursorContextAt } from './cursorContext.ts';
import { scopeOf } from './scope.ts';

/** A variable or a request by its name. */
export interface Target {
  readonly kind: 'variable' | 'request';
  readonly name: string;
  /** Where the name stands under the cursor. */
  readonly span: Span;
}

interface Use extends Target {
  readonly isDefinition: boolean;
}

/** What the cursor is on: a definition or a use of a variable or of a named request. */
export function targetAt(tree: MatterTree, offset: number): Target | undefined {
  const place = cursorContextAt(tree, offset);
  if (place === undefined) return undefined;
  return usesIn(tree, tree.blockAt(offset)).find(({ span }) => touches(span, offset));
}

export function definitionAt(tree: MatterTree, offset: number): Span | undefined {
  const target = targetAt(tree, offset);
  if (target === undefined) return undefined;
  const scope = scopeOf(tree);
  if (target.kind === 'variable') return scope.variables.get(target.name)?.nameSpan ?? scope.given.get(target.name);
  const index = scope.requests.get(target.name);
  return index === undefined ? undefined : requestNameSpan(tree, index);
}

function requestNameSpan(tree: MatterTree, index: number): Span | undefined {
  const block = tree.blocks[index];
  if (block === undefined) return undefined;
  const { nameSpan, request } = block.outline;
  const span = nameSpan ?? request?.lineSpan;
  return span === undefined ? undefined : shift(span, tree.starts[index] ?? 0);
}

export function referencesAt(tree: MatterTree, offset: number, includeDefinition: boolean): readonly Span[] {
  const target = targetAt(tree, offset);
  if (target === undefined) return [];
  return allUses(tree)
    .filter((use) => use.kind === target.kind && use.name === target.name && (includeDefinition || !use.isDefinition))
    .map(({ span }) => span);
}

/** The edits that rename what the cursor is on, or why it cannot be renamed. */
export function renameAt(
  tree: MatterTree,
  offset: number,
  newName: string,
): readonly TextEdit[] | { readonly problem: string } {
  const target = targetAt(tree, offset);
  if (target === undefined) return { problem: 'Put the cursor on a variable or on the name of a request.' };
  const isVariable = target.kind === 'variable';
  if (!(isVariable ? /^[\w-][\w.-]*$/ : /^[\w-]+$/).test(newName))
    return { problem: `A name has letters, digits, _ and -${isVariable ? ', and dots inside' : ''}.` };
  const uses = allUses(tree);
  if (newName !== target.name && uses.some(({ name, isDefinition }) => isDefinition && name === newName))
    return { problem: `"${newName}" is taken. Choose another name.` };
  const own = uses.filter((use) => use.kind === target.kind && use.name === target.name);
  if (!own.some(({ isDefinition }) => isDefinition))
    return { problem: `"${target.name}" is not defined in this file, so it cannot be renamed here.` };
  return own.map(({ span }) => ({ span, text: newName }));
}

function allUses(tree: MatterTree): readonly Use[] {
  return tree.blocks.flatMap((_, index) => usesIn(tree, index));
}

function usesIn(tree: MatterTree, index: number): readonly Use[] {
  const block = tree.blocks[index];
  if (block === undefined) return [];
  const start = tree.starts[index] ?? 0;
  const { variables, name, nameSpan } = block.outline;
  const { given, values } = readDirectives(block);
  const use = (kind: Use['kind'], text: string, span: Span, isDefinition: boolean): Use => ({
    kind,
    name: text,
    span: shift(span, start),
    isDefinition,
  });
  return [
    ...variables.map((one) => use('variable', one.name, one.nameSpan, true)),
    ...given.map((one) => use('variable', one.name, one.span, true)),
    ...(name === undefined || nameSpan === undefined ? [] : [use('request', name, nameSpan, true)]),
    ...values
      .filter(({ directive }) => directive.namesRequest)
      .map(({ argument, span }) => use('request', argument, span, false)),
    ...usesInText(block.text).map((one) => use(one.kind, one.name, one.span, false)),
  ];

  function usesInText(text: string): readonly Target[] {
    return block === undefined ? [] : block.references.map(({ start: from, end }) => targetOf(text, from, end));
  }
}

function targetOf(text: string, start: number, end: number): Target {
  const { name } = expressionOf(text, start, end);
  const at = text.indexOf(name, start + 2);
  const request = /^([\w-]+)(?=\.(?:request|response)\b)/.exec(name)?.[0];
  return request === undefined
    ? { kind: 'variable', name, span: { start: at, end: at + name.length } }
    : { kind: 'request', name: request, span: { start: at, end: at + request.length } };
}

/** Characters of values: variables in variables can multiply, and only the beginning is shown. */
const expandedLimit = 20_000;

/** The value of a file variable with the file variables in it replaced; what has no value here stays as it is. */
export function expand(tree: MatterTree, text: string): string {
  const { variables } = scopeOf(tree);
  let budget = expandedLimit;
  const replace = (value: string, depth: number): string => {
    let result = '';
    let at = 0;
    for (const { start, end } of findReferences(value).references) {
      const definition = variables.get(expressionOf(value, start, end).name);
      const isOpen = definition !== undefined && depth < 20 && budget > 0;
      budget -= definition === undefined ? 0 : definition.value.length + 1;
      result += value.slice(at, start) + (isOpen ? replace(definition.value, depth + 1) : value.slice(start, end));
      at = end;
    }
    return result + value.slice(at);
  };
  return replace(text, 0);
}
