import { findReferences } from '../syntax/references.ts';

/** A part of a resolved text. */
export interface Segment {
  readonly text: string;
  /** The origins of the responses that it came from; none where no response wrote it. */
  readonly sources: readonly string[];
  /** As one part of a URL already. */
  readonly isEncoded?: boolean;
}

/** Whether a response wrote it. */
export function isTainted({ sources }: Segment): boolean {
  return sources.length > 0;
}

export function textOf(segments: readonly Segment[]): string {
  return segments.map(({ text }) => text).join('');
}

/**
 * A `#` of a value is part of it: as it is, it would end the address, and what follows would not be sent. A value that
 * is the whole URL (`source`: as it is written) may have a fragment.
 */
export function withoutFragments(source: string, segments: readonly Segment[]): readonly Segment[] {
  const { references } = findReferences(source);
  const [first] = references;
  const isWhole = first?.start === 0 && first.end === source.length;
  const isWritten = [...references, { start: source.length, end: 0 }].some(({ start }, index) =>
    source.slice(references[index - 1]?.end ?? 0, start).includes('#'),
  );
  if (isWhole || isWritten) return segments;
  return segments.map((one) => (isTainted(one) ? one : { ...one, text: one.text.replaceAll('#', '%23') }));
}

/** Whether a response has a say in the host of a URL. */
export function hasTaintedHost(segments: readonly Segment[]): boolean {
  const hostEnd = hostEndOf(textOf(segments));
  let start = 0;
  return segments.some((segment) => {
    const isInHost = isTainted(segment) && start < hostEnd && segment.text !== '';
    start += segment.text.length;
    return isInHost;
  });
}

/**
 * The origins that had a say in where a URL leads: whose values are in its host, are all that follows the host, or are
 * the whole query. A value that fills one part of an address that the file writes chooses nothing.
 */
export function choosersOf(segments: readonly Segment[]): readonly string[] {
  const text = textOf(segments);
  const hostEnd = hostEndOf(text);
  const written = textOf(segments.filter((segment) => !isTainted(segment)));
  const hasPathOfFile = /^[\\/]*[^\\/?#]/.test(written.slice(hostEndOf(written)));
  let start = 0;
  const sources = segments.flatMap((segment) => {
    const before = text.slice(0, start);
    const isInPath = !/[?#]/.test(before);
    const isChoice = start < hostEnd || isWholeAfter(before) || (isInPath && !hasPathOfFile);
    start += segment.text.length;
    return isChoice && segment.text !== '' ? segment.sources : [];
  });
  return [...new Set(sources)];
}

/** Where the host ends in a whole URL; 0 in a path. */
function hostEndOf(text: string): number {
  return /^[a-z]*:[\\/]*[^\\/?#]*/i.exec(text)?.[0].length ?? 0;
}

/** A value that begins here may be the whole URL, all that follows the host, or the whole query. */
function isWholeAfter(before: string): boolean {
  return /^(?:[a-z]+:\/\/[^/?#]*)?$|\?$/i.test(before);
}

/**
 * Whether a value of a response changes the URL around it: it adds a part to the path or to the query, or leads out of
 * them. A link that a response gives may be the whole URL, all that follows the host, or the whole query.
 */
export function breaksUrl(segments: readonly Segment[]): boolean {
  const [actual, expected] = [textOf(segments), withPlaceholders(segments)].map(toUrl);
  return actual !== undefined && expected !== undefined && shapeOf(actual) !== shapeOf(expected);
}

function withPlaceholders(segments: readonly Segment[]): string {
  let before = '';
  let text = '';
  for (const segment of segments) {
    text += isTainted(segment) && !isWholeAfter(before) && segment.text !== '' ? 'x' : segment.text;
    before += segment.text;
  }
  return text;
}

function toUrl(text: string): URL | undefined {
  const base = 'http://127.0.0.1'; // of a path
  return URL.canParse(text, base) ? new URL(text, base) : undefined;
}

function shapeOf({ pathname, searchParams, hash }: URL): string {
  return `${pathname.split('/').length} ${searchParams.size} ${hash === ''}`;
}
