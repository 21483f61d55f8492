import type { Block } from '../syntax/block.ts';
import { nearest } from '../syntax/nearest.ts';
import type { Problem, Region, RequestNode, Span } from '../syntax/nodes.ts';
import { fixOf, inOrder, problem, problemLimit } from '../syntax/problems.ts';
import { shift } from '../syntax/span.ts';
import type { MatterTree } from '../syntax/tree.ts';
import { assertDirective } from './assert.ts';
import type { Directive } from './directive.ts';
import { directives } from './directives.ts';

/** A directive of a request and what it means. */
export interface DirectiveValue<Value> {
  readonly value: Value;
  /** As it is written, and where. */
  readonly argument: string;
  readonly span: Span;
}

export interface GivenName {
  readonly name: string;
  readonly span: Span;
}

/** The directives of one block, each argument parsed once. Offsets of the block. */
export interface BlockDirectives {
  /** Those that are right. */
  readonly values: readonly (DirectiveValue<unknown> & { readonly directive: Directive })[];
  /** Names that get a value: by @capture, @prompt. */
  readonly given: readonly GivenName[];
  /** Of the whole block, in the order of their places: what the parser found, and what is wrong with its directives. */
  readonly problems: readonly Problem[];
}

/** An edit makes new blocks of what it touches, so the others are not read again. */
const known = new WeakMap<Block, BlockDirectives>();

export function readDirectives(block: Block): BlockDirectives {
  let read = known.get(block);
  if (read === undefined) known.set(block, (read = readBlock(block)));
  return read;
}

/** The values that a request gives to some directives, in the order of its lines. Offsets of the file. */
export function directiveValues<Value>(
  tree: MatterTree,
  { span }: Pick<RequestNode, 'span'>,
  ...wanted: readonly Directive<Value>[]
): readonly DirectiveValue<Value>[] {
  const block = tree.blocks[tree.blockAt(span.start)];
  if (block === undefined) return [];
  return readDirectives(block)
    .values.filter(({ directive }) => wanted.some((one) => one === directive))
    .map(({ value, argument, span: place }) => ({
      value: value as Value, // parsed by one of these directives
      argument,
      span: shift(place, span.start),
    }));
}

/** Of a directive that has one value: the last line wins. */
export function directiveValue<Value>(
  tree: MatterTree,
  request: Pick<RequestNode, 'span'>,
  directive: Directive<Value>,
): Value | undefined {
  return directiveValues(tree, request, directive).at(-1)?.value;
}

const noneFound = { values: [], given: [] };

function readBlock(block: Block): BlockDirectives {
  const regions = block.all('directive', 'assert');
  if (regions.length === 0) return { ...noneFound, problems: block.problems };
  const values: BlockDirectives['values'][number][] = [];
  const given: GivenName[] = [];
  const problems: Problem[] = [];
  let hasError = false;
  for (const region of regions) {
    const directive = directiveOf(block, region);
    const isFull = problems.length >= problemLimit;
    if (directive === undefined) {
      if (!isFull) problems.push(unknownDirective(block, region));
      continue;
    }
    const argument = block.text.slice(region.valueStart, region.valueEnd);
    const name = directive.gives?.(argument);
    if (name !== undefined)
      given.push({ name, span: { start: region.valueStart, end: region.valueStart + name.length } });
    const parsed = directive.parse(argument);
    if ('value' in parsed) {
      const span = { start: region.valueStart, end: region.valueEnd };
      values.push({ directive, value: parsed.value, argument, span });
    } else if (!isFull || !hasError) {
      hasError = true; // one at least is told, however many warnings there are: it keeps the request from being sent
      problems.push(wrongArgument(region, argument, parsed.problem));
    }
  }
  return { values, given, problems: merged(block.problems, problems) };
}

function merged(parsed: readonly Problem[], found: readonly Problem[]): readonly Problem[] {
  return found.length === 0 ? parsed : inOrder([...parsed, ...found]);
}

/** httpyac's `?? condition` is an @assert. */
function directiveOf({ text }: Block, { kind, nameStart, nameEnd }: Region): Directive | undefined {
  return kind === 'assert' ? assertDirective : directives.get(text.slice(nameStart, nameEnd));
}

function unknownDirective({ text }: Block, { nameStart, nameEnd }: Region): Problem {
  const span = { start: nameStart, end: nameEnd };
  const word = text.slice(nameStart, nameEnd);
  const near = nearest(word, directives.keys());
  const hint = near === undefined ? 'It is read as a comment.' : `Did you mean @${near}?`;
  const fix = near === undefined ? undefined : fixOf(`Change to @${near}`, span, near);
  return problem('unknown-directive', 'warning', span, `@${word} is not a directive. ${hint}`, fix);
}

function wrongArgument(region: Region, argument: string, message: string): Problem {
  const span =
    argument === ''
      ? { start: region.nameStart, end: region.nameEnd }
      : { start: region.valueStart, end: region.valueEnd };
  return problem('directive-argument', 'error', span, message);
}
