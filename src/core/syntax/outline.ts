import type { Block } from './block.ts';
import type { Region, Span, VariableNode } from './nodes.ts';
import { methodOf } from './requestOf.ts';
import { variablesOf } from './variablesOf.ts';

/** What the rest of the file may know of a block. Offsets are relative to the block. */
export interface Outline {
  /** Where its text ends, without the empty lines after it. */
  readonly end: number;
  /** `@name`, else the title. */
  readonly name?: string;
  /** The place of the name given with `@name`. */
  readonly nameSpan?: Span;
  readonly title?: string;
  /** Absent where the block has no request. */
  readonly request?: {
    readonly method: string;
    readonly url: string;
    /** Method and URL. */
    readonly line: string;
    readonly lineSpan: Span;
  };
  readonly variables: readonly VariableNode[];
  /** Names that `@capture` and `@prompt` give values to. */
  readonly given: readonly { readonly name: string; readonly span: Span }[];
}

/** Called once for each block: `block.outline` keeps it. */
export function readOutline(block: Block): Outline {
  const valueOf = ({ valueStart, valueEnd }: Region): string => block.text.slice(valueStart, valueEnd);
  const separator = block.first('separator');
  const title = separator === undefined ? undefined : valueOf(separator);
  const line = block.first('request');
  const directives = block.all('directive');
  const wordOf = ({ nameStart, nameEnd }: Region): string => block.text.slice(nameStart, nameEnd);
  const given = directives.findLast((region) => wordOf(region) === 'name' && region.valueEnd > region.valueStart);
  const name = given === undefined ? title : valueOf(given);
  return {
    end: endOf(block.text),
    ...(name === undefined || name === '' ? {} : { name }),
    ...(given === undefined ? {} : { nameSpan: { start: given.valueStart, end: given.valueEnd } }),
    ...(title === undefined ? {} : { title }),
    ...(line === undefined ? {} : { request: requestIn(block, line) }),
    variables: variablesOf(block),
    given: directives.filter((region) => givers.has(wordOf(region))).flatMap((region) => givenIn(block, region)),
  };
}

function endOf(text: string): number {
  let end = text.length;
  while (end > 0 && ' \t\r\n'.includes(text.charAt(end - 1))) end--; // other control characters may be the request
  return end;
}

const givers: ReadonlySet<string> = new Set(['capture', 'prompt', 'secret-prompt']);

function givenIn({ text }: Block, { valueStart, valueEnd }: Region): Outline['given'] {
  const name = /^[\w.-]+/.exec(text.slice(valueStart, valueEnd))?.[0];
  return name === undefined ? [] : [{ name, span: { start: valueStart, end: valueStart + name.length } }];
}

function requestIn({ text }: Block, line: Region): NonNullable<Outline['request']> {
  const method = methodOf(text, line);
  const url = text.slice(line.valueStart, line.valueEnd);
  return {
    method,
    url,
    line: `${method} ${url}`,
    lineSpan: { start: line.start, end: line.valueEnd },
  };
}
