import { AppError } from '../appError.ts';
import { parseJson } from '../json.ts';
import { urlEncode } from '../urlEncode.ts';
import { isTainted, textOf, type Segment } from './segment.ts';

/**
 * One rule for all that is sent: what a response wrote stays inside the field that it was put into, whatever the field is
 * part of. A filter takes the segments of a text, with those of responses as they came, and gives them as they may go.
 */
export type FieldFilter = (segments: readonly Segment[]) => readonly Segment[];

/** By the type of the content, else by its start. Of other types nobody knows what ends a field. */
export function filterOf(contentType: string | undefined, text: string): FieldFilter {
  const type = contentType?.toLowerCase() ?? typeByStart(text);
  if (type.includes('json')) return jsonValues;
  if (type.includes('x-www-form-urlencoded')) return formValues;
  return /[/+](?:xml|html)|html\+|svg/.test(type) ? xmlValues : (segments) => segments;
}

function typeByStart(text: string): string {
  if (/^\s*(?:\[|\{(?!\{))/.test(text)) return 'json';
  return /^\s*<[?!a-z][^\s]*[^]*>/i.test(text) ? 'text/xml' : '';
}

/** Applies to what responses wrote, and leaves the rest; and a value that is all there is, which has no field to leave. */
function mapTainted(segments: readonly Segment[], toText: (segment: Segment) => string): readonly Segment[] {
  if (segments.filter(({ text }) => text.trim() !== '').length < 2) return segments;
  return segments.map((segment) => (isTainted(segment) ? { ...segment, text: toText(segment) } : segment));
}

/** Within strings escaped; elsewhere it is one value of its own, or becomes a string. */
function jsonValues(segments: readonly Segment[]): readonly Segment[] {
  if (!segments.some(isTainted)) return segments;
  let isInString = false;
  return segments.map((segment) => {
    if (isTainted(segment)) return { ...segment, text: isInString ? inString(segment.text) : asValue(segment.text) };
    if (quotesIn(segment.text) % 2 === 1) isInString = !isInString;
    return segment;
  });
}

function inString(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function asValue(text: string): string {
  return parseJson(text) === undefined ? JSON.stringify(text) : text;
}

/** Those that start or end a string. */
function quotesIn(text: string): number {
  return text.replaceAll(/\\./gs, '').split('"').length - 1;
}

function formValues(segments: readonly Segment[]): readonly Segment[] {
  return mapTainted(segments, ({ text, isEncoded = false }) => (isEncoded ? text : urlEncode(text)));
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

function xmlValues(segments: readonly Segment[]): readonly Segment[] {
  return mapTainted(segments, ({ text }) => text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? ''));
}

/** A value that is all of a header may be anything but lines; beside other text it adds no parameter and ends none. */
export function headerValues(segments: readonly Segment[]): readonly Segment[] {
  const isAlone = segments.filter(({ text }) => text.trim() !== '').length < 2;
  const breaking = segments.find(
    (segment) => isTainted(segment) && (isAlone ? /[\r\n]/ : /[\r\n;,"\\]/).test(segment.text),
  );
  if (breaking !== undefined)
    throw new AppError(
      'invalid-request',
      'A value of a response would add to the header that it is in. Write {{%name}} to send it as one part. Nothing was sent.',
    );
  return segments;
}

/** Of a multipart body (RFC 7578), line by line: each line is a boundary, a header of a part, or content. */
export class MultipartFilter {
  readonly #mark: string;
  #isInHead = false;
  #type: string | undefined;

  constructor(contentType = '') {
    const [, quoted, plain] = /boundary=(?:"([^"]*)"|([^\s;,]+))/i.exec(contentType) ?? [];
    this.#mark = `--${quoted ?? plain ?? ''}`;
  }

  /** `line`: as the file has it. */
  next(line: string): FieldFilter {
    const isBoundary = line.startsWith('--');
    if (isBoundary) [this.#isInHead, this.#type] = [true, undefined];
    else if (this.#isInHead && line.trim() === '') this.#isInHead = false;
    else if (this.#isInHead) return partHeader;
    const filter = this.#isInHead ? partHeader : filterOf(this.#type ?? 'text/plain', '');
    return (segments) => this.#withoutBoundary(filter(segments));
  }

  /** A header of a part, with its values. */
  sawHeader(text: string): void {
    if (this.#isInHead) this.#type = /^content-type:(.*)$/i.exec(text)?.[1]?.trim() ?? this.#type;
  }

  #withoutBoundary(segments: readonly Segment[]): readonly Segment[] {
    const own = textOf(segments.filter((segment) => !isTainted(segment)));
    if (segments.some(isTainted) && textOf(segments).split(this.#mark).length > own.split(this.#mark).length)
      throw new AppError(
        'invalid-request',
        'A value of a response holds the boundary of the body, and would add a part to it. Nothing was sent.',
      );
    return segments;
  }
}

/** As browsers escape the names of fields and files (HTML, 4.10.21.8). */
function partHeader(segments: readonly Segment[]): readonly Segment[] {
  return mapTainted(segments, ({ text }) =>
    text.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll(/[;\\]/g, urlEncode),
  );
}
