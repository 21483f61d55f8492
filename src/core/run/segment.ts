/** A part of a resolved text; tainted: it came from a response. */
export interface Segment {
  readonly text: string;
  readonly isTainted: boolean;
}

export function textOf(segments: readonly Segment[]): string {
  return segments.map(({ text }) => text).join('');
}

/** Whether a response has a say in the host of a URL. */
export function hasTaintedHost(segments: readonly Segment[]): boolean {
  const hostEnd = /^[a-z]*:[\\/]*[^\\/?#]*/i.exec(textOf(segments))?.[0].length ?? 0;
  let start = 0;
  return segments.some((segment) => {
    const isInHost = segment.isTainted && start < hostEnd && segment.text !== '';
    start += segment.text.length;
    return isInHost;
  });
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
    const isWhole = /^(?:[a-z]+:\/\/[^/?#]*)?$|\?$/i.test(before);
    text += segment.isTainted && !isWhole && segment.text !== '' ? 'x' : segment.text;
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

/** Tainted segments within strings of a JSON text, escaped; elsewhere they are JSON of their own. */
export function keptInStrings(segments: readonly Segment[]): readonly Segment[] {
  if (!segments.some(({ isTainted }) => isTainted)) return segments;
  let isInString = false;
  return segments.map((segment) => {
    if (segment.isTainted && isInString) return { ...segment, text: JSON.stringify(segment.text).slice(1, -1) };
    if (quotesIn(segment.text) % 2 === 1) isInString = !isInString;
    return segment;
  });
}

/** Those that start or end a string. */
function quotesIn(text: string): number {
  return text.replaceAll(/\\./gs, '').split('"').length - 1;
}
