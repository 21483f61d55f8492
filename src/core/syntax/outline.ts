import { methodOf } from './methodOf.ts';
import type { Region, RegionReader, Span, VariableNode } from './nodes.ts';
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
    /** Of all its lines. */
    readonly url: string;
    /** Method and URL. */
    readonly line: string;
    readonly lineSpan: Span;
  };
  readonly variables: readonly VariableNode[];
}

/** Called once for each block: `block.outline` keeps it. */
export function readOutline(block: RegionReader): Outline {
  const valueOf = ({ valueStart, valueEnd }: Region): string => block.text.slice(valueStart, valueEnd);
  const separator = block.first('separator');
  const title = separator === undefined ? undefined : valueOf(separator);
  const line = block.first('request');
  const given = block
    .all('directive')
    .findLast(
      ({ nameStart, nameEnd, valueStart, valueEnd }) =>
        block.text.slice(nameStart, nameEnd) === 'name' && valueEnd > valueStart,
    );
  const name = given === undefined ? title : valueOf(given);
  return {
    end: endOf(block.text),
    ...(name === undefined || name === '' ? {} : { name }),
    ...(given === undefined ? {} : { nameSpan: { start: given.valueStart, end: given.valueEnd } }),
    ...(title === undefined ? {} : { title }),
    ...(line === undefined ? {} : { request: requestIn(block, line) }),
    variables: variablesOf(block),
  };
}

function endOf(text: string): number {
  let end = text.length;
  while (end > 0 && ' \t\r\n'.includes(text.charAt(end - 1))) end--; // other control characters may be the request
  return end;
}

function requestIn(block: RegionReader, line: Region): NonNullable<Outline['request']> {
  const { text } = block;
  const method = methodOf(text, line);
  const url = [line, ...block.all('continuation')]
    .map(({ valueStart, valueEnd }) => text.slice(valueStart, valueEnd))
    .join('');
  return { method, url, line: `${method} ${url}`, lineSpan: { start: line.start, end: line.valueEnd } };
}
