import { mask, type Secret } from '../secret.ts';
import { cutMark } from '../shorten.ts';
import type { Range } from './formIndex.ts';
import { SecretMatcher } from './secretMatcher.ts';

/**
 * Masks the secrets it knows, where people read: the last step before a terminal, a report, a log, a notification. What is
 * stored is stored as it came. One instance serves all of them.
 */
export class Redactor {
  readonly #secrets = new SecretMatcher();

  /** A live secret is masked until the result is called, as on sign-out. */
  register(secret: Secret): () => void {
    return this.#secrets.register(secret);
  }

  /** What looks like a credential is masked too, known or not. */
  redact(text: string): string {
    return this.#withoutKnown(text).replaceAll(/\b(Bearer|Basic) [\w.~+/=-]{8,}/gi, `$1 ${mask}`);
  }

  #withoutKnown(text: string): string {
    const parts = text.split(cutMark);
    // Where it was cut, a secret may go on; at its end it was cut only if it shows much of one.
    return parts.map((part, at) => masked(part, this.#find(part, at < parts.length - 1))).join(cutMark);
  }

  /** Piece by piece, so that a text of any size needs little beside itself; the pieces overlap. */
  #find(text: string, isCut: boolean): readonly Range[] {
    if (text.length <= pieceLength) return this.#secrets.find(text, isCut);
    const ranges: Range[] = [];
    for (let from = 0; from < text.length; from += pieceLength - overlap) {
      const piece = text.slice(from, from + pieceLength);
      const isLast = from + pieceLength >= text.length;
      for (const [start, end] of this.#secrets.find(piece, isLast ? isCut : true))
        ranges.push([from + start, from + end]);
      if (isLast) break;
    }
    return ranges;
  }
}

const pieceLength = 1_000_000;
const overlap = 100_000;

function masked(text: string, ranges: readonly Range[]): string {
  let end = 0;
  const parts: string[] = [];
  for (const [start, stop] of [...ranges].sort(([a], [b]) => a - b)) {
    if (stop <= end) continue;
    if (start >= end || parts.length === 0) parts.push(text.slice(end, start), mask);
    end = stop;
  }
  return [...parts, text.slice(end)].join('');
}
