/** Which of the two separates the fraction; the other one, if it is there, groups thousands. */
export type DecimalMark = '.' | ',';

export interface MarkOfColumn {
  readonly mark: DecimalMark;
  /** Values that could be read with either, where no other value decides: `1,234`. */
  readonly ambiguous: string | undefined;
}

/**
 * The decimal mark of a column, from its values together: the last of two different marks, or a mark that three digits
 * cannot follow as a group. `fallback` decides where no value does.
 */
export function decimalMarkOf(texts: readonly string[], fallback: DecimalMark): MarkOfColumn {
  let points = 0;
  let commas = 0;
  let ambiguous: string | undefined;
  for (const text of texts) {
    if (surePoint.test(text)) {
      points++;
      continue;
    }
    const mark = evidence(plain(text).digits);
    if (mark === '.') points++;
    else if (mark === ',') commas++;
    else if (mark === 'either') ambiguous ??= text;
  }
  if (points === 0 && commas === 0) return { mark: fallback, ambiguous };
  return { mark: commas > points ? ',' : '.', ambiguous: undefined };
}

function evidence(digits: string): DecimalMark | 'either' | undefined {
  const last = Math.max(digits.lastIndexOf('.'), digits.lastIndexOf(','));
  if (last < 0) return undefined;
  const mark: DecimalMark = digits[last] === ',' ? ',' : '.';
  const other: DecimalMark = mark === ',' ? '.' : ',';
  if (digits.includes(other)) return mark;
  if (digits.indexOf(mark) !== last) return other; // twice: it groups thousands
  return /^[1-9]\d{0,2}[.,]\d{3}$/.test(digits) ? 'either' : mark;
}

/** Longer texts are no numbers, and not looked at closely. */
const longestNumber = 64;
/** Nearly all values of nearly all files: they take a short way. */
const surePoint = /^0?\.\d+$|^\d+\.(?:\d\d?|\d{4,})$/;
const canonical = /^\d+\.\d+$/;
const ordinary = /^\d+(?:[.,]\d+)?$/;
const number = /^\d+(?:\.\d*)?$|^\.\d+$/;

/**
 * The number that a text stands for: with groups of three (by `.`, `,`, a space or an apostrophe), a minus sign or the
 * accountant's parentheses, an exponent, a percent sign (which changes nothing of the number). `exponent` shifts it by
 * powers of ten, exactly. Undefined where it is no number.
 */
export function parseDecimal(text: string, mark: DecimalMark, exponent = 0): number | undefined {
  const isCanonical = exponent === 0 && mark === '.' && canonical.test(text);
  return isCanonical ? Number(text) : parseWritten(text, mark, exponent);
}

function parseWritten(text: string, mark: DecimalMark, exponent: number): number | undefined {
  const { digits, isNegative, power } = plain(text);
  const [whole = '', ...fractions] = digits.split(mark);
  if (fractions.length > 1) return undefined;
  const ungrouped = ungroup(whole, mark === '.' ? ',' : '.');
  const value = ungrouped === undefined ? '' : [ungrouped, ...fractions].join('.');
  return number.test(value) ? Number(`${isNegative ? '-' : ''}${value}e${power + exponent}`) : undefined;
}

/** Without the thousands' marks; undefined where they are not between groups of three. */
function ungroup(whole: string, separator: DecimalMark): string | undefined {
  if (/^\d*$/.test(whole)) return whole;
  const groups = whole.split(separator);
  const isGrouped = groups.every((group, at) => (at === 0 ? /^\d{1,3}$/ : /^\d{3}$/).test(group));
  return isGrouped ? groups.join('') : undefined;
}

interface Plain {
  readonly digits: string;
  readonly isNegative: boolean;
  readonly power: number;
}

/** Sign, parentheses, percent sign, exponent, and the spaces and apostrophes of groups taken away. */
function plain(text: string): Plain {
  if (text.length > longestNumber || ordinary.test(text)) return { digits: text, isNegative: false, power: 0 };
  const compact = text.trim().replace(/\s*%$/, '').trim();
  const inParentheses = /^\((.*)\)$/.exec(compact)?.[1];
  const [, sign, digits = '', power = '0'] = signed.exec(inParentheses ?? compact) ?? [];
  const isNegative = inParentheses !== undefined || minus.test(sign ?? '');
  return {
    digits: digits.replaceAll(/(?<=\d)(?:[^\S\r\n]|['\u2019])(?=\d{3}(?:\D|$))/g, ''),
    isNegative,
    power: Number(power),
  };
}

const signed = /^([-+\u2212\u2013]?)\s*(.*?)(?:e([-+]?\d{1,3}))?$/i;
const minus = /^[-\u2212\u2013]$/;
