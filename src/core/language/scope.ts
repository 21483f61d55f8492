import { readDirectives } from '../directives/readDirectives.ts';
import type { Span } from '../syntax/nodes.ts';
import { requestNames } from '../syntax/requestIdentity.ts';
import { shift } from '../syntax/span.ts';
import type { MatterTree } from '../syntax/tree.ts';

export interface Definition {
  readonly name: string;
  readonly nameSpan: Span;
  readonly value: string;
}

/** The names that a file defines; spans are those of the file. */
export interface Scope {
  /** By name; the last one wins, as at send. */
  readonly variables: ReadonlyMap<string, Definition>;
  /** The index of the block of the request that a name means. */
  readonly requests: ReadonlyMap<string, number>;
  /** Names that @capture and @prompt give values to. */
  readonly given: ReadonlyMap<string, Span>;
}

export function scopeOf(tree: MatterTree): Scope {
  const variables = new Map<string, Definition>();
  const given = new Map<string, Span>();
  for (let index = 0; index < tree.blocks.length; index++) {
    const block = tree.blocks[index];
    if (block === undefined) continue;
    const start = tree.starts[index] ?? 0;
    for (const { name, nameSpan, value } of block.outline.variables)
      variables.set(name, { name, nameSpan: shift(nameSpan, start), value });
    for (const { name, span } of readDirectives(block).given) given.set(name, shift(span, start));
  }
  return { variables, requests: requestNames(tree), given };
}

/** True where both define the same names: then what refers to them stays as right or wrong as it was. */
export function haveSameNames(a: Scope, b: Scope): boolean {
  return (
    haveSameKeys(a.variables, b.variables) && haveSameKeys(a.requests, b.requests) && haveSameKeys(a.given, b.given)
  );
}

function haveSameKeys(a: ReadonlyMap<string, unknown>, b: ReadonlyMap<string, unknown>): boolean {
  if (a.size !== b.size) return false;
  for (const key of a.keys()) if (!b.has(key)) return false;
  return true;
}
