/** A text with its cursor: `GET /a|` -> the text without the bar, and its offset. */
export function cursor(marked: string): { readonly text: string; readonly offset: number } {
  const offset = marked.indexOf('|');
  if (offset < 0) throw new Error('The text has no cursor "|".');
  return { text: marked.slice(0, offset) + marked.slice(offset + 1), offset };
}
