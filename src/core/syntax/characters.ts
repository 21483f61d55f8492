/** UTF-16 code units that the parser looks at. */
export const code = {
  tab: 9,
  feed: 10,
  return: 13,
  space: 32,
  hash: 35,
  ampersand: 38,
  slash: 47,
  colon: 58,
  less: 60,
  equals: 61,
  greater: 62,
  question: 63,
  at: 64,
  open: 123,
  bom: 0xfeff,
} as const;

/** Space inside a line: a carriage return that ends no line is no more than that. */
export function isSpace(unit: number): boolean {
  return unit === code.space || unit === code.tab || unit === code.return;
}

/** The first character from `at` that is no space, or `end`. */
export function skipSpace(text: string, at: number, end: number): number {
  while (at < end && text.charCodeAt(at) <= code.space && isSpace(text.charCodeAt(at))) at++;
  return at;
}

/** The end of the text before `end` without spaces, tabs and a carriage return. */
export function trimEnd(text: string, start: number, end: number): number {
  while (end > start && text.charCodeAt(end - 1) <= code.space && isSpace(text.charCodeAt(end - 1))) end--;
  return Math.max(start, end);
}

/** The end of the word from `at`: letters, digits, `_`, `-`, and `.` where `dots`. */
export function wordEnd(text: string, at: number, end: number, dots = false): number {
  while (at < end && isWord(text.charCodeAt(at), dots)) at++;
  return at;
}

function isWord(unit: number, dots: boolean): boolean {
  if (unit >= 97 ? unit <= 122 : unit >= 65 && unit <= 90) return true;
  if (unit >= 48 && unit <= 57) return true;
  return unit === 95 || unit === 45 || (dots && unit === 46);
}

/** The end of the token from `at` (RFC 9110, 5.6.2): an HTTP method as it is written. */
export function methodEnd(text: string, at: number, end: number): number {
  while (at < end && isTokenUnit(text.charCodeAt(at))) at++;
  return at;
}

function isTokenUnit(unit: number): boolean {
  if (unit >= 94) return unit <= 122 || unit === 124 || unit === 126; // ^ _ ` a to z | ~
  if (unit >= 65) return unit <= 90;
  if (unit >= 48) return unit <= 57;
  return unit > 32 && !otherThanToken.has(unit);
}

/** `"`, `(`, `)`, `,`, `/` */
const otherThanToken: ReadonlySet<number> = new Set([34, 40, 41, 44, 47]);

/** The place of `token` between start and end, or `end`: it never looks further, so many misses stay linear. */
export function find(text: string, token: string, start: number, end: number): number {
  const at = text.slice(start, end).indexOf(token);
  return at < 0 ? end : start + at;
}
