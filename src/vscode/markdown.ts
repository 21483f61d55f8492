/**
 * Text of files and servers, which Markdown shows as text: nothing in it is read as a link or an image. Not `appendText`:
 * it writes every space as one that does not break, and long lines are cut.
 */
export function asPlainMarkdown(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]()#+\-.!~|<>&:@]/g, (character) => `\\${character}`).replaceAll(/\s+/g, ' ');
}
