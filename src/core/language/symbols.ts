import type { Block } from '../syntax/block.ts';
import type { Span } from '../syntax/nodes.ts';
import { shift } from '../syntax/span.ts';
import type { MatterTree } from '../syntax/tree.ts';

export interface MatterSymbol {
  readonly kind: 'request' | 'variable';
  readonly name: string;
  readonly detail: string;
  readonly span: Span;
  readonly selection: Span;
}

/** The requests and the variables of a file, in order: its outline. */
export function symbolsOf(tree: MatterTree): readonly MatterSymbol[] {
  const symbols: MatterSymbol[] = [];
  for (let index = 0; index < tree.blocks.length; index++) {
    const block = tree.blocks[index];
    if (block !== undefined) addSymbols(block, tree.starts[index] ?? 0, symbols);
  }
  return symbols;
}

function addSymbols(block: Block, start: number, symbols: MatterSymbol[]): void {
  const { variables, request, title, name, end } = block.outline;
  for (const variable of variables) {
    symbols.push({
      kind: 'variable',
      name: `@${variable.name}`,
      detail: variable.value,
      span: { start: start + variable.span.start, end: start + variable.valueSpan.end },
      selection: shift(variable.nameSpan, start),
    });
  }
  if (request === undefined) return;
  const { line, lineSpan } = request;
  const label = title === undefined || title === '' ? name : title;
  symbols.push({
    kind: 'request',
    name: label ?? line,
    detail: label === undefined ? '' : line,
    span: { start: start + (variables.at(-1)?.span.end ?? 0), end: start + end },
    selection: shift(lineSpan, start),
  });
}

/** A place above which lenses stand: the request line. */
export interface LensPlace {
  readonly span: Span;
  /** The key of its last response: its name, else its place. */
  readonly name: string | undefined;
}

export function lensPlaces(tree: MatterTree): readonly LensPlace[] {
  const places: LensPlace[] = [];
  for (let index = 0; index < tree.blocks.length; index++) {
    const block = tree.blocks[index];
    const { request, name } = block?.outline ?? {};
    if (request !== undefined) places.push({ span: shift(request.lineSpan, tree.starts[index] ?? 0), name });
  }
  return places;
}
