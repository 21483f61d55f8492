import { shorten } from './shorten.ts';

const longest = 2000;

/**
 * Text of others (a server, a file, another program) as one line that shows what is in it: control characters as their
 * pictures, ends of lines as spaces, and without what has no width or turns the direction of reading.
 */
export function toPlainLine(text: string): string {
  return clean(shorten(text, longest).replaceAll(/\r\n|[\t\n\v\f\r\u0085\u2028\u2029]/g, ' '), text);
}

/** The same with its lines and tabs. */
export function toPlainText(text: string): string {
  return clean(shorten(text, longest * 10).replaceAll(/\r\n|[\r\v\f\u0085\u2028\u2029]/g, '\n'), text);
}

function clean(text: string, original: string): string {
  const shown = text
    .replaceAll(/\p{Cf}/gu, '')
    .replaceAll(/(?![\t\n])[\0-\x1F]/g, (control) => String.fromCodePoint(0x2400 + control.charCodeAt(0)))
    .replaceAll(/[\x7F-\x9F]|\p{Cs}/gu, '\uFFFD');
  return shown === '' && original !== '' ? '\uFFFD' : shown; // VS Code refuses some names that are empty
}
