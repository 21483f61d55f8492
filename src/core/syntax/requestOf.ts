import type { Block } from './block.ts';
import { methodOf } from './methodOf.ts';
import type { DirectiveNode, HeaderNode, Region, RequestNode, Span, TextPart } from './nodes.ts';
import { shift } from './span.ts';

/** The request of a block, its spans moved by `offset`; undefined where the block has no request line. */
export function requestOf(block: Block, offset = 0): RequestNode | undefined {
  const line = block.first('request');
  if (line === undefined) return undefined;
  const reader = new Reader(block.text, offset);
  const urlParts = [line, ...block.all('continuation')].map(reader.value);
  return {
    span: { start: offset, end: offset + block.text.length },
    ...namesOf(block, offset),
    directives: block.all('directive', 'assert').map((region) => reader.directive(region)),
    method: methodOf(block.text, line),
    lineSpan: { start: offset + line.start, end: offset + line.valueEnd },
    url: urlParts.map(({ text }) => text).join(''),
    urlSpan: { start: offset + line.valueStart, end: urlParts.at(-1)?.span.end ?? offset + line.valueEnd },
    urlParts,
    headers: reader.headers(block.all('header', 'fold')),
    ...reader.end(block),
  };
}

function namesOf({ outline }: Block, offset: number): Pick<RequestNode, 'name' | 'nameSpan' | 'title'> {
  const { name, nameSpan, title } = outline;
  return {
    ...(name === undefined ? {} : { name }),
    ...(nameSpan === undefined ? {} : { nameSpan: shift(nameSpan, offset) }),
    ...(title === undefined ? {} : { title }),
  };
}

class Reader {
  readonly #text: string;
  readonly #offset: number;

  constructor(text: string, offset: number) {
    this.#text = text;
    this.#offset = offset;
  }

  readonly value = ({ valueStart, valueEnd }: Region): TextPart => ({
    text: this.#text.slice(valueStart, valueEnd),
    span: this.#span(valueStart, valueEnd),
  });

  directive(region: Region): DirectiveNode {
    const { text: argument, span: argumentSpan } = this.value(region);
    return {
      span: this.#span(region.start, region.end),
      word: region.kind === 'assert' ? 'assert' : this.#text.slice(region.nameStart, region.nameEnd),
      wordSpan: this.#span(region.nameStart, region.nameEnd),
      argument,
      argumentSpan,
    };
  }

  headers(regions: readonly Region[]): readonly HeaderNode[] {
    const headers: HeaderNode[] = [];
    for (const region of regions) {
      const part = this.value(region);
      const last = headers.at(-1);
      if (region.kind === 'header') {
        headers.push({
          span: this.#span(region.start, region.end),
          name: this.#text.slice(region.nameStart, region.nameEnd),
          nameSpan: this.#span(region.nameStart, region.nameEnd),
          value: part.text,
          parts: [part],
        });
      } else if (region.kind === 'fold' && last !== undefined) {
        const span = { start: last.span.start, end: this.#offset + region.end };
        headers[headers.length - 1] = {
          ...last,
          span,
          value: `${last.value} ${part.text}`,
          parts: [...last.parts, part],
        };
      }
    }
    return headers;
  }

  end(block: Block): Pick<RequestNode, 'body' | 'save'> {
    const body = block.first('body');
    const save = block.first('save');
    const overwrites = save !== undefined && save.nameEnd - save.nameStart === '>>!'.length;
    return {
      ...(body === undefined ? {} : { body: this.value(body) }),
      ...(save === undefined ? {} : { save: { ...this.value(save), overwrites } }),
    };
  }

  #span(start: number, end: number): Span {
    return { start: start + this.#offset, end: end + this.#offset };
  }
}
