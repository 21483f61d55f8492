import type { FindingCode } from '../../../src/core/portfolio/finding.ts';
import type { Mapping } from '../../../src/core/portfolio/mapping.ts';
import type { QuestionTopic } from '../../../src/core/portfolio/portfolioTypes.ts';

/** Real securities, whose identifiers have right check digits; `$A` in a text stands for the first. */
const identifiers: Readonly<Record<string, string>> = {
  A: 'US0378331005',
  B: 'DE0007164600',
  C: 'US5949181045',
  D: 'LU1503114545',
  E: 'FR0013313582',
  F: 'DE0001102580',
  G: 'XS2010036874',
  H: 'GB0002634946',
  // Funds and issuers, which are never holdings here.
  X: 'LU0323578657',
  Y: 'IE00BL25JM42',
  Z: 'IE00B4L5Y983',
};

export type Expected =
  /** Identifier and weight, in order. */
  | { readonly state: 'read'; readonly holdings: readonly (readonly [string, number])[] }
  | { readonly state: 'asked'; readonly topic: QuestionTopic; readonly option?: RegExp | undefined }
  | { readonly state: 'errors'; readonly code: FindingCode }
  | { readonly state: 'refused'; readonly message: RegExp };

export interface PortfolioCase {
  /** The number of the given case whose fault it is a form of; `new` for others. */
  readonly kind: string;
  readonly name: string;
  readonly bytes: () => Uint8Array;
  readonly mapping: Mapping;
  readonly expected: Expected;
}

export function withIdentifiers(text: string): string {
  return text.replaceAll(/\$([A-HXYZ])(?!\w)/g, (_, letter: string) => identifiers[letter] ?? '');
}

/** A text file; the first line break of the template is not part of it. */
export function csv(
  kind: string,
  name: string,
  text: string,
  expected: Expected,
  mapping: Mapping = {},
): PortfolioCase {
  const content = withIdentifiers(text.replace(/^\n/, ''));
  return { kind, name: `${name}.csv`, bytes: () => new TextEncoder().encode(content), mapping, expected };
}

export function file(
  kind: string,
  name: string,
  bytes: () => Uint8Array,
  expected: Expected,
  mapping: Mapping = {},
): PortfolioCase {
  return { kind, name, bytes, mapping, expected };
}

/** `A .5 B .3`: holdings as they are sent. */
export function read(holdings: string): Expected {
  const words = holdings.trim().split(/\s+/);
  const pairs = words.flatMap((word, at): (readonly [string, number])[] =>
    at % 2 === 0 ? [[identifiers[word] ?? word, Number(words[at + 1])]] : [],
  );
  return { state: 'read', holdings: pairs };
}

export function asked(topic: QuestionTopic, option?: RegExp): Expected {
  return { state: 'asked', topic, option };
}

export function errors(code: FindingCode): Expected {
  return { state: 'errors', code };
}

export function refused(message: RegExp): Expected {
  return { state: 'refused', message };
}
