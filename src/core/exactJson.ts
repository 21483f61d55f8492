import { compareNumber, isLosslessNumber, parse, stringify, type LosslessNumber } from 'lossless-json';

/** A number of others, as it was written: `1.10`, `1e400` and 20 digits survive from the response to where they go. */
export type ExactNumber = LosslessNumber;

export const isExactNumber: (value: unknown) => value is ExactNumber = isLosslessNumber;

/** JSON whose numbers are ExactNumbers; of two equal keys the last one counts. Undefined where the text is no JSON. */
export function parseExactJson(text: string): unknown {
  try {
    return parse(text.replace(/^\uFEFF/, ''), undefined, { onDuplicateKey: ({ newValue }) => newValue });
  } catch {
    return undefined;
  }
}

/** The inverse of parseExactJson; `indent`: spaces a level. Undefined has no JSON: it gives an empty text. */
export function printExactJson(value: unknown, indent?: number): string {
  return stringify(value, undefined, indent) ?? '';
}

const numeric = /^\s*([-+]?)(\d*)\.?(\d*)(e[-+]?\d+)?\s*$/i;

/** The digits of a number, or of a text that stands for one (APIs send both); undefined for all else. */
export function numberText(value: unknown): string | undefined {
  const [, sign = '', whole = '', fraction = '', exponent = ''] = numeric.exec(writtenText(value)) ?? [];
  if (whole + fraction === '') return undefined;
  return `${sign === '-' ? '-' : ''}0${whole}.${fraction}0${exponent}`;
}

function writtenText(value: unknown): string {
  if (isExactNumber(value)) return value.value;
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** By value, exactly, of two that numberText gave: below 0, 0, above 0. */
export const compareNumberTexts: (a: string, b: string) => number = compareNumber;

/** Whether two numbers, or texts that stand for one, have the same value, exactly. */
export function isSameNumber(a: unknown, b: unknown): boolean {
  const [x, y] = [numberText(a), numberText(b)];
  return x !== undefined && y !== undefined && compareNumberTexts(x, y) === 0;
}
