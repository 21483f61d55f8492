/** Stands where a text was cut: what is before it may be the start of a secret, which the redactor knows to look for. */
export const cutMark = '…';

/** `limit` characters at most, and the mark. */
export function shorten(text: string, limit: number): string {
  return text.length > limit ? `${text.slice(0, limit)}${cutMark}` : text;
}
