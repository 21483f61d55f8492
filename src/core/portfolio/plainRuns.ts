/**
 * Readers of sheets join the texts of a cell without their marks: `4.2<sup>1</sup>` becomes 4.21. What is no part of the
 * value is taken out before they read, and lines are held apart.
 */

const lineEnd =
  /<\/(?:div|p|li|tr|h[1-6]|dd|dt|blockquote)\s*>\s*(?=<(?:div|p|li|h[1-6]|dd|dt|blockquote|span|b|i|a)\b|[^\s<])/gi;
const lineBreak = /<br\s*\/?>/gi;

/** Of an HTML table: footnotes, struck out and hidden texts go; a second line in a cell stays a second text. */
export function plainHtml(html: string): string {
  let plain = html;
  for (const tag of ['sup', 'sub', 'del', 's', 'strike', 'script', 'style']) plain = without(plain, tag);
  return plain.replaceAll(lineEnd, (end) => `${end} | `).replaceAll(lineBreak, ' | ');
}

function without(html: string, tag: string): string {
  const open = new RegExp(`<${tag}(?:\\s[^<>]*)?>`, 'gi');
  const parts: string[] = [];
  let start = 0;
  for (let found = open.exec(html); found !== null; found = open.exec(html)) {
    const close = new RegExp(`</${tag}\\s*>`, 'gi');
    close.lastIndex = open.lastIndex;
    const end = close.exec(html);
    if (end === null) break;
    parts.push(html.slice(start, found.index));
    start = close.lastIndex;
    open.lastIndex = start;
  }
  return [...parts, html.slice(start)].join('');
}

const run = /<((?:\w+:)?r)>(?:(?!<\/?\1>).)*<\/\1>/gs;
const mark = /<(?:\w+:)?(?:vertAlign\s+val="(?:super|sub)script"|strike(?:\s*\/|\s+val="(?:1|true)"))/;

/** Of a part of an XLSX file: runs of rich text that are raised, lowered or struck out. */
export function plainXml(xml: string): string {
  return mark.test(xml) ? xml.replaceAll(run, (text) => (mark.test(text) ? '' : text)) : xml;
}
