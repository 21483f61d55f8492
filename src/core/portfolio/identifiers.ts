/** Schemes whose check digits we know. Of them the API's documentation names ISIN. */
export const schemes = ['ISIN', 'CUSIP', 'SEDOL', 'LEI', 'FIGI'] as const;

export type Scheme = (typeof schemes)[number];

const isinShape = /^[A-Z]{2}[A-Z0-9]{9}\d$/;

interface Rule {
  readonly shape: RegExp;
  readonly isValid: (value: string) => boolean;
  readonly format: string;
}

const rules: Readonly<Record<Scheme, Rule>> = {
  // ISO 6166
  ISIN: {
    shape: isinShape,
    isValid: luhn,
    format: 'two letters, nine letters or digits, one check digit',
  },
  // ANSI X9.6
  CUSIP: {
    shape: /^[A-Z0-9*@#]{8}\d$/,
    isValid: (value) => alternating(Array.from(value.slice(0, 8)).map(cusipValue)) === Number(value[8]),
    format: 'eight letters or digits, one check digit',
  },
  // London Stock Exchange, SEDOL Masterfile technical specification
  SEDOL: {
    shape: /^[B-DF-HJ-NP-TV-Z0-9]{6}\d$/,
    isValid: (value) =>
      [1, 3, 1, 7, 3, 9, 1].reduce((sum, weight, at) => sum + weight * valueOf(value[at] ?? '0'), 0) % 10 === 0,
    format: 'six digits or consonants, one check digit',
  },
  // ISO 17442, ISO 7064 MOD 97-10
  LEI: {
    shape: /^[A-Z0-9]{18}\d{2}$/,
    isValid: (value) => Array.from(value).reduce(appendMod97, 0) === 1,
    format: '18 letters or digits, two check digits',
  },
  // OMG FIGI 1.0; these country codes would look like an ISIN
  FIGI: {
    shape: /^(?!BS|BM|GG|GB|GH|KY|VG)[B-DF-HJ-NP-TV-Z]{2}G[B-DF-HJ-NP-TV-Z0-9]{8}\d$/,
    isValid: (value) => alternating(Array.from(value.slice(0, 11)).map(valueOf)) === Number(value[11]),
    format: 'three letters of which the third is G, eight digits or consonants, one check digit',
  },
};

export function isScheme(text: string): text is Scheme {
  return (schemes as readonly string[]).includes(text);
}

/** The scheme that a value is of: by shape and check digits; else by shape alone, so that a typing error has a name. */
export function schemeOf(value: string): Scheme | undefined {
  // The narrowest shape first: each FIGI looks like an ISIN, too.
  const shaped = (['FIGI', ...schemes] as const).filter((scheme) => rules[scheme].shape.test(value));
  return shaped.find((scheme) => rules[scheme].isValid(value)) ?? shaped.at(-1);
}

const lengths: ReadonlySet<number> = new Set([7, 9, 12, 20]);

/** In capitals and without the spaces and dashes that some write into it. */
export function plainIdentifier(text: string): string {
  return /^[A-Z0-9]*$/.test(text) ? text : text.toUpperCase().replaceAll(/[\s\u200b\ufeff-]/g, '');
}

/** The scheme of a value whose check digits are right; for plain digits only on demand: a quantity may be such by chance. */
export function validSchemeOf(value: string, takesDigits = true): Scheme | undefined {
  if (!lengths.has(value.length) || !/\d/.test(value)) return undefined;
  if (!takesDigits && /^\d+$/.test(value)) return undefined;
  return identifierOrder.find((scheme) => rules[scheme].shape.test(value) && rules[scheme].isValid(value));
}

/** A text that cannot be but an identifier: of a known scheme with right check digits, or of the shape of an ISIN. */
export function looksLikeIdentifier(text: string): boolean {
  if (text.length < 7 || text.length > 30) return false;
  const value = plainIdentifier(text);
  if (value.length === 12 && isinShape.test(value)) return true;
  return validSchemeOf(value, false) !== undefined && /[A-Z]/.test(value);
}

/** The narrowest shape first: each FIGI looks like an ISIN, too. */
const identifierOrder: readonly Scheme[] = ['FIGI', 'ISIN', 'LEI', 'CUSIP', 'SEDOL'];

/** Why a value is none of the scheme; undefined where it is one. Takes capitals only. */
export function identifierFault(scheme: Scheme, value: string): string | undefined {
  const { shape, isValid, format } = rules[scheme];
  const article = /^[IL]/.test(scheme) ? 'an' : 'a';
  if (!shape.test(value)) return `is not ${article} ${scheme}: ${format}`;
  return isValid(value) ? undefined : `has wrong check digits for ${article} ${scheme}`;
}

/** The value with the leading zeros that a spreadsheet took from it, where they make it right; else undefined. */
export function withLeadingZeros(scheme: Scheme, value: string): string | undefined {
  const length = scheme === 'CUSIP' ? 9 : scheme === 'SEDOL' ? 7 : 0;
  if (value.length >= length || value.length < length - 4 || !/^\d+$/.test(value)) return undefined;
  const padded = value.padStart(length, '0');
  return identifierFault(scheme, padded) === undefined ? padded : undefined;
}

/** 0 to 9, A = 10 to Z = 35. */
function valueOf(character: string): number {
  const code = character.charCodeAt(0);
  return code < 65 ? code - 48 : code - 55;
}

function cusipValue(character: string): number {
  const special = '*@#'.indexOf(character);
  return special >= 0 ? 36 + special : valueOf(character);
}

/** Every second value doubled, the digits summed: the check digit that brings the sum to a multiple of ten. */
function alternating(values: readonly number[]): number {
  const sum = values.reduce((total, value, at) => {
    const doubled = at % 2 === 1 ? value * 2 : value;
    return total + Math.floor(doubled / 10) + (doubled % 10);
  }, 0);
  return (10 - (sum % 10)) % 10;
}

/** What a doubled digit counts for: the sum of its own digits. */
const doubled = [0, 2, 4, 6, 8, 1, 3, 5, 7, 9];

/** ISO/IEC 7812-1, from the right, over the digits that letters stand for (A = 10) too. */
function luhn(value: string): boolean {
  let sum = 0;
  let isDoubled = false;
  for (let at = value.length - 1; at >= 0; at--) {
    const code = value.charCodeAt(at);
    if (code < 65) {
      sum += isDoubled ? (doubled[code - 48] ?? 0) : code - 48;
      isDoubled = !isDoubled;
      continue;
    }
    const [ones, tens] = [(code - 55) % 10, Math.floor((code - 55) / 10)];
    sum += isDoubled ? (doubled[ones] ?? 0) + tens : ones + (doubled[tens] ?? 0);
  }
  return sum % 10 === 0;
}

/** The remainder after one more character, so that no number grows large. */
function appendMod97(remainder: number, character: string): number {
  const value = valueOf(character);
  return (remainder * (value > 9 ? 100 : 10) + value) % 97;
}
