import { textOfBytes } from './rawBytes.ts';

const letters: Readonly<Record<string, string>> = {
  ...{ n: '\n', r: '\r', t: '\t', a: '\x07', b: '\b', e: '\x1b', E: '\x1b', f: '\f', v: '\v' },
  ...{ '\\': '\\', "'": "'", '"': '"', '?': '?' },
};

/** The escape of `$'…'` at a place (bash manual, ANSI-C quoting): its text, and how long it is in the source. */
export function readAnsiEscape(
  source: string,
  at: number,
): { readonly text: string; readonly length: number } | undefined {
  if (source[at] !== '\\') return undefined;
  const match = /\\(?:x([\da-fA-F]{1,2})|u([\da-fA-F]{1,4})|U([\da-fA-F]{1,8})|([0-7]{1,3})|c(.)|(.))/sy;
  match.lastIndex = at;
  const [all = '\\', hex, short, long, octal, control, letter = ''] = match.exec(source) ?? [];
  return { text: textOf({ hex, point: short ?? long, octal, control }) ?? letters[letter] ?? all, length: all.length };
}

function textOf(read: Readonly<Record<'hex' | 'point' | 'octal' | 'control', string | undefined>>): string | undefined {
  const { hex, point, octal, control } = read;
  if (hex !== undefined) return textOfBytes([parseInt(hex, 16)]);
  if (octal !== undefined) return textOfBytes([parseInt(octal, 8) & 0xff]);
  if (point !== undefined) return parseInt(point, 16) > 0x10ffff ? '\uFFFD' : String.fromCodePoint(parseInt(point, 16));
  return control === undefined ? undefined : String.fromCharCode((control.charCodeAt(0) & 0x1f) >>> 0);
}
