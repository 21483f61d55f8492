import type { Block } from './block.ts';
import type { Problem, Region, Span, VariableNode } from './nodes.ts';
import { fixOf, problem } from './problems.ts';
import { shift } from './span.ts';
import { variablesOf, type MatterTree } from './tree.ts';

/** What the rest of the file may know of a block. Offsets are relative to the block. */
export interface Outline {
  /** `@name`, else the title. */
  readonly name?: string;
  /** The place of the name given with `@name`. */
  readonly nameSpan?: Span;
  readonly title?: string;
  /** Absent where the block has no request. */
  readonly request?: { readonly method: string; readonly url: string; readonly lineSpan: Span };
  readonly variables: readonly VariableNode[];
  /** Names that `@capture` and `@prompt` give values to. */
  readonly given: readonly { readonly name: string; readonly span: Span }[];
}

const outlines = new WeakMap<Block, Outline>();

/** Made once for each block: an edit elsewhere keeps it. */
export function outlineOf(block: Block): Outline {
  const known = outlines.get(block);
  if (known !== undefined) return known;
  const made = read(block);
  outlines.set(block, made);
  return made;
}

function read(block: Block): Outline {
  const valueOf = ({ valueStart, valueEnd }: Region): string => block.text.slice(valueStart, valueEnd);
  const separator = block.first('separator');
  const title = separator === undefined ? undefined : valueOf(separator);
  const line = block.first('request');
  const directives = block.all('directive');
  const wordOf = ({ nameStart, nameEnd }: Region): string => block.text.slice(nameStart, nameEnd);
  const given = directives.findLast((region) => wordOf(region) === 'name' && region.valueEnd > region.valueStart);
  const name = given === undefined ? title : valueOf(given);
  return {
    ...(name === undefined || name === '' ? {} : { name }),
    ...(given === undefined ? {} : { nameSpan: { start: given.valueStart, end: given.valueEnd } }),
    ...(title === undefined ? {} : { title }),
    ...(line === undefined ? {} : { request: requestIn(block, line) }),
    variables: variablesOf(block),
    given: directives.filter((region) => givers.has(wordOf(region))).flatMap((region) => givenIn(block, region)),
  };
}

const givers: ReadonlySet<string> = new Set(['capture', 'prompt', 'secret-prompt']);

function givenIn({ text }: Block, { valueStart, valueEnd }: Region): Outline['given'] {
  const name = /^[\w.-]+/.exec(text.slice(valueStart, valueEnd))?.[0];
  return name === undefined ? [] : [{ name, span: { start: valueStart, end: valueStart + name.length } }];
}

function requestIn({ text }: Block, line: Region): NonNullable<Outline['request']> {
  return {
    method: text.slice(line.nameStart, line.nameEnd) || 'GET',
    url: text.slice(line.valueStart, line.valueEnd),
    lineSpan: { start: line.start, end: line.valueEnd },
  };
}

/** A title may repeat; a name that was given with @name must not. */
export function duplicateNames({ blocks, starts }: MatterTree): readonly Problem[] {
  const seen = new Set<string>();
  const problems: Problem[] = [];
  for (let index = 0; index < blocks.length; index++) {
    const block = blocks[index];
    const { name, nameSpan } = block === undefined ? {} : outlineOf(block);
    if (name === undefined || nameSpan === undefined) continue;
    if (seen.has(name)) {
      const span = shift(nameSpan, starts[index] ?? 0);
      const free = freeName(name, seen);
      const message = `Another request is named "${name}". Give this one a name of its own.`;
      problems.push(problem('duplicate-name', 'error', span, message, fixOf(`Rename to ${free}`, span, free)));
    }
    seen.add(name);
  }
  return problems;
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  for (let count = 2; ; count++) {
    if (!taken.has(`${name}-${count}`)) return `${name}-${count}`;
  }
}
