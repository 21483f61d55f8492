import { nameDirective } from '../directives/name.ts';
import type { Block } from '../syntax/block.ts';
import type { Region, Span } from '../syntax/nodes.ts';
import { expressionOf } from '../syntax/references.ts';
import { shift } from '../syntax/span.ts';
import type { MatterTree } from '../syntax/tree.ts';

/** The standard semantic token types of VS Code that the language uses. */
export const tokenTypes = [
  'variable',
  'function',
  'method',
  'property',
  'decorator',
  'string',
  'operator',
  'keyword',
] as const;
export type TokenType = (typeof tokenTypes)[number];

export interface SemanticToken extends Span {
  readonly type: TokenType;
  readonly isDefinition?: boolean;
}

/** Tokens between two offsets, in order and without overlap; bodies keep the colours of their own language. */
export function tokensIn(tree: MatterTree, range: Span): readonly SemanticToken[] {
  const tokens: SemanticToken[] = [];
  for (let index = tree.blockAt(range.start); index < tree.blocks.length; index++) {
    const start = tree.starts[index] ?? 0;
    const block = tree.blocks[index];
    if (block === undefined || start >= range.end) break;
    for (const token of tokensOf(block)) tokens.push({ ...token, ...shift(token, start) });
  }
  return tokens;
}

function tokensOf(block: Block): readonly SemanticToken[] {
  const tokens = [...block.regions.flatMap((region) => regionTokens(block, region)), ...referenceTokens(block)];
  let last = 0;
  // A header's name may hold braces: then it is one token.
  return tokens
    .filter(({ start, end }) => start < end)
    .sort((a, b) => a.start - b.start || b.end - a.end)
    .filter(({ start, end }) => start >= last && (last = end) > 0);
}

function regionTokens({ text }: Block, region: Region): readonly SemanticToken[] {
  const name = { start: region.nameStart, end: region.nameEnd };
  const value = { start: region.valueStart, end: region.valueEnd };
  switch (region.kind) {
    case 'variable':
      return [{ ...name, type: 'variable', isDefinition: true }];
    case 'directive':
      return text.slice(name.start, name.end) === nameDirective.word
        ? [
            { start: name.start - 1, end: name.end, type: 'decorator' },
            { ...value, type: 'function', isDefinition: true },
          ]
        : [{ start: name.start - 1, end: name.end, type: 'decorator' }];
    case 'request':
      return [{ ...name, type: 'method' }];
    case 'header':
      return [{ ...name, type: 'property' }];
    case 'save':
    case 'assert':
      return [{ ...name, type: 'operator' }];
    default:
      return [];
  }
}

function referenceTokens({ text, references }: Block): readonly SemanticToken[] {
  return references.flatMap(({ start, end }): readonly SemanticToken[] => {
    const { name } = expressionOf(text, start, end);
    const at = text.indexOf(name, start + 2);
    const request = /^([\w-]+)(?=\.(?:request|response)\.)/.exec(name)?.[0];
    if (request === undefined)
      return [{ start: at, end: at + name.length, type: name.startsWith('$') ? 'keyword' : 'variable' }];
    return [
      { start: at, end: at + request.length, type: 'function' },
      { start: at + request.length + 1, end: at + name.length, type: 'property' },
    ];
  });
}
