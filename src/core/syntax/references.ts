import type { Reference, RegionKind } from './nodes.ts';
import type { RegionTable } from './regionTable.ts';

const none: readonly Reference[] = [];

/** Where a reference is replaced by its value; elsewhere the braces are only characters. */
const replacedIn: ReadonlySet<RegionKind> = new Set<RegionKind>([
  'variable',
  'request',
  'continuation',
  'header',
  'fold',
  'body',
  'save',
]);

type OnUnclosed = (open: number, lineEnd: number, within: RegionKind) => void;

/**
 * Finds `{{ expression }}` in block after block of one text. It remembers the next braces of the text, so that blocks
 * without any cost nothing and the whole stays linear.
 */
export class ReferenceScanner {
  readonly #text: string;
  #nextOpening: number;

  constructor(text: string) {
    this.#text = text;
    this.#nextOpening = nextOpening(text, 0);
  }

  /** Tells of the braces between start and end that nothing closes. `from`: the first row of the block in the table. */
  scan(start: number, end: number, table: RegionTable, from: number, onUnclosed: OnUnclosed): void {
    if (this.#nextOpening < start) this.#nextOpening = nextOpening(this.#text, start);
    if (this.#nextOpening >= end) return;
    this.#nextOpening = scanBlock(
      this.#text,
      this.#nextOpening,
      start,
      end,
      { table, from },
      (at, to, lineEnd, kind) => {
        if (to < 0) onUnclosed(at, lineEnd, kind);
      },
    );
  }
}

/** The references of one block, whose rows are those of the table from `from` to `to`. */
export function findReferencesIn(text: string, table: RegionTable, from: number): readonly Reference[] {
  const first = nextOpening(text, 0);
  if (first === text.length) return none;
  const references: Reference[] = [];
  scanBlock(text, first, 0, text.length, { table, from }, (start, end, _, within) => {
    if (end >= 0) references.push({ start, end, within });
  });
  return references;
}

type OnReference = (start: number, end: number, lineEnd: number, within: RegionKind) => void;

/** Each reference between start and end, relative to start; end -1 where nothing closes it. The next braces after it. */
function scanBlock(
  text: string,
  opening: number,
  start: number,
  end: number,
  { table, from }: { readonly table: RegionTable; readonly from: number },
  found: OnReference,
): number {
  let index = from;
  let at = opening;
  while (at < end) {
    while (table.endAt(index) <= at - start) index++;
    const kind = table.kindAt(index);
    const regionEnd = start + table.endAt(index);
    if (replacedIn.has(kind)) {
      const lineEnd = Math.min(endOfLine(text, at), regionEnd);
      at = scanLine(text, at, lineEnd, (open, close) => {
        found(open - start, close < 0 ? close : close - start, lineEnd - start, kind);
      });
    } else at = nextOpening(text, regionEnd);
  }
  return at;
}

/** The references of a text that is no block: a value. Offsets are those of the text; `unclosed` are its open braces. */
export function findReferences(text: string): {
  readonly references: readonly { readonly start: number; readonly end: number }[];
  readonly unclosed: readonly number[];
} {
  const references: { start: number; end: number }[] = [];
  const unclosed: number[] = [];
  let at = nextOpening(text, 0);
  while (at < text.length) {
    at = scanLine(text, at, endOfLine(text, at), (start, end) => {
      if (end < 0) unclosed.push(start);
      else references.push({ start, end });
    });
  }
  return { references, unclosed };
}

/** `{{%name}}` -> name, true. */
export function expressionOf(text: string, start: number, end: number): { name: string; isEncoded: boolean } {
  const expression = text.slice(start + 2, end - 2).trim();
  return expression.startsWith('%')
    ? { name: expression.slice(1).trim(), isEncoded: true }
    : { name: expression, isEncoded: false };
}

/** One line from its first opening on: each reference, and the first opening that nothing closes with end -1. */
function scanLine(text: string, from: number, lineEnd: number, found: (start: number, end: number) => void): number {
  let at = from;
  while (at < lineEnd) {
    const length = text.slice(at + 2, lineEnd).indexOf('}}'); // not over the line's end: that would be quadratic
    if (length < 0) {
      found(at, -1);
      return nextOpening(text, lineEnd); // the rest of the line cannot close either
    }
    const end = at + 2 + length + 2;
    found(at, end);
    at = nextOpening(text, end);
  }
  return at;
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

/** The next `{{` whose first brace is not escaped (`\{`); the length of the text where there is none. */
function nextOpening(text: string, from: number): number {
  let at = text.indexOf('{{', from);
  while (at > 0 && text[at - 1] === '\\') at = text.indexOf('{{', at + 1);
  return at < 0 ? text.length : at;
}
