import { findReferences } from '../syntax/references.ts';

/** A part of a resolved text; foreign: it came from a response. */
export interface Piece {
  readonly text: string;
  readonly isForeign: boolean;
}

export function textOf(pieces: readonly Piece[]): string {
  return pieces.map(({ text }) => text).join('');
}

/**
 * A `#` of a value is part of it: as it is, it would end the address, and what follows would not be sent. A value that
 * is the whole URL (`source`: as it is written) may have a fragment.
 */
export function withoutFragments(source: string, pieces: readonly Piece[]): readonly Piece[] {
  const { references } = findReferences(source);
  const [first] = references;
  const isWhole = first?.start === 0 && first.end === source.length;
  const isWritten = [...references, { start: source.length, end: 0 }].some(({ start }, index) =>
    source.slice(references[index - 1]?.end ?? 0, start).includes('#'),
  );
  if (isWhole || isWritten) return pieces;
  return pieces.map((piece) => (piece.isForeign ? piece : { ...piece, text: piece.text.replaceAll('#', '%23') }));
}

/** Whether a response has a say in the host of a URL. */
export function hasForeignHost(pieces: readonly Piece[]): boolean {
  const hostEnd = /^[a-z]*:[\\/]*[^\\/?#]*/i.exec(textOf(pieces))?.[0].length ?? 0;
  let start = 0;
  return pieces.some((piece) => {
    const isInHost = piece.isForeign && start < hostEnd && piece.text !== '';
    start += piece.text.length;
    return isInHost;
  });
}

/**
 * Whether a value of a response changes the URL around it: it adds a part to the path or to the query, or leads out of
 * them. A link that a response gives may be the whole URL, all that follows the host, or the whole query.
 */
export function breaksUrl(pieces: readonly Piece[]): boolean {
  const [actual, expected] = [textOf(pieces), withPlaceholders(pieces)].map(toUrl);
  return actual !== undefined && expected !== undefined && shapeOf(actual) !== shapeOf(expected);
}

function withPlaceholders(pieces: readonly Piece[]): string {
  let before = '';
  let text = '';
  for (const piece of pieces) {
    const isWhole = /^(?:[a-z]+:\/\/[^/?#]*)?$|\?$/i.test(before);
    text += piece.isForeign && !isWhole && piece.text !== '' ? 'x' : piece.text;
    before += piece.text;
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

/** Foreign pieces within strings of a JSON text, escaped; elsewhere they are JSON of their own. */
export function keptInStrings(pieces: readonly Piece[]): readonly Piece[] {
  if (!pieces.some(({ isForeign }) => isForeign)) return pieces;
  let isInString = false;
  return pieces.map((piece) => {
    if (piece.isForeign && isInString) return { ...piece, text: JSON.stringify(piece.text).slice(1, -1) };
    if (quotesIn(piece.text) % 2 === 1) isInString = !isInString;
    return piece;
  });
}

/** Those that start or end a string. */
function quotesIn(text: string): number {
  return text.replaceAll(/\\./gs, '').split('"').length - 1;
}
