/** A reference to a new variable of the request file; `%` encodes its value for a URL. */
export type Reference = (name: string, value: string, encoding?: '' | '%') => string;

/** Two braces would be a reference. */
export function escapeBraces(text: string): string {
  return text.replaceAll('{{', '\\{\\{');
}
