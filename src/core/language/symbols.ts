import type { Block } from '../syntax/block.ts';
import type { RequestNode, Span } from '../syntax/nodes.ts';
import { displayName } from '../syntax/requestIdentity.ts';
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
  const { variables, request, title, name: given, end } = block.outline;
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
  const { method, url, line, lineSpan } = request;
  const name = displayName({ title, name: given, method, url });
  symbols.push({
    kind: 'request',
    name,
    detail: name === line ? '' : line,
    span: { start: start + (variables.at(-1)?.span.end ?? 0), end: start + end },
    selection: shift(lineSpan, start),
  });
}

/** A request that lenses stand above. */
export type LensAnchor = Pick<RequestNode, 'lineSpan'>;

export function lensAnchors(tree: MatterTree): readonly LensAnchor[] {
  const anchors: LensAnchor[] = [];
  for (let index = 0; index < tree.blocks.length; index++) {
    const request = tree.blocks[index]?.outline.request;
    if (request !== undefined) anchors.push({ lineSpan: shift(request.lineSpan, tree.starts[index] ?? 0) });
  }
  return anchors;
}
