import type { Block } from '../syntax/block.ts';
import type { Span } from '../syntax/nodes.ts';
import { outlineOf } from '../syntax/outline.ts';
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
    if (block === undefined) continue;
    const start = tree.starts[index] ?? 0;
    for (const symbol of symbolsIn(block))
      symbols.push({ ...symbol, span: shift(symbol.span, start), selection: shift(symbol.selection, start) });
  }
  return symbols;
}

const known = new WeakMap<Block, readonly MatterSymbol[]>();

function symbolsIn(block: Block): readonly MatterSymbol[] {
  const kept = known.get(block);
  if (kept !== undefined) return kept;
  const { variables, request, title, name } = outlineOf(block);
  const symbols: MatterSymbol[] = variables.map((variable) => ({
    kind: 'variable',
    name: `@${variable.name}`,
    detail: variable.value,
    span: { start: variable.span.start, end: variable.valueSpan.end },
    selection: variable.nameSpan,
  }));
  if (request !== undefined) {
    const { method, url, lineSpan } = request;
    const label = title === undefined || title === '' ? name : title;
    symbols.push({
      kind: 'request',
      name: label ?? `${method} ${url}`,
      detail: label === undefined ? '' : `${method} ${url}`,
      span: { start: variables.at(-1)?.span.end ?? 0, end: endOf(block) },
      selection: lineSpan,
    });
  }
  known.set(block, symbols);
  return symbols;
}

/** Without the empty lines at the end. */
function endOf({ text }: Block): number {
  return text.trimEnd().length;
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
    const { request, name } = block === undefined ? {} : outlineOf(block);
    if (request !== undefined) places.push({ span: shift(request.lineSpan, tree.starts[index] ?? 0), name });
  }
  return places;
}
