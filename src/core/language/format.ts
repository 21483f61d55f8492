import { format as jsonEdits, parse as parseJson, type ParseError } from 'jsonc-parser';
import type { Block } from '../syntax/block.ts';
import { jsonComments } from '../syntax/jsonComments.ts';
import type { Region, RegionKind, Span, TextEdit } from '../syntax/nodes.ts';
import { shift } from '../syntax/span.ts';
import type { MatterTree } from '../syntax/tree.ts';
import { maskedJson } from './maskedJson.ts';

const indent = '    ';

/**
 * The edits that format the blocks that touch the range. Formatting twice is formatting once, and the same requests
 * are sent: only JSON bodies change, in the white space between their tokens.
 */
export function formatEdits(tree: MatterTree, range?: Span): readonly TextEdit[] {
  const { blocks, starts } = tree;
  const eol = tree.text.includes('\r\n') ? '\r\n' : '\n';
  const from = range === undefined ? 0 : tree.blockAt(range.start);
  const to = range === undefined ? blocks.length - 1 : tree.blockAt(range.end);
  return blocks.slice(from, to + 1).flatMap((block, index) => {
    const isLast = from + index === blocks.length - 1;
    const formatted = formatBlock(block, eol, isLast);
    if (formatted === block.text) return [];
    const span = shift({ start: 0, end: block.text.length }, starts[from + index] ?? 0);
    return [{ span, text: formatted }];
  });
}

export function formatMatter(tree: MatterTree): string {
  let text = '';
  let at = 0;
  for (const edit of formatEdits(tree)) {
    text += tree.text.slice(at, edit.span.start) + edit.text;
    at = edit.span.end;
  }
  return text + tree.text.slice(at);
}

function formatBlock(block: Block, eol: string, isLast: boolean): string {
  const bom = block.text.startsWith('\uFEFF') ? '\uFEFF' : '';
  const lines = formatLines(block, eol);
  if (lines.length === 0) return bom;
  // A carriage return at the end of a body, and of the file, would be taken for half of the line end.
  const lineEnd = eol === '\n' && lines.at(-1)?.endsWith('\r') === true ? '\r' : eol;
  return bom + lines.join(eol) + lineEnd + (isLast ? '' : eol);
}

/** One empty line where there were any, but none after a separator and none at either end. */
function formatLines(block: Block, eol: string): readonly string[] {
  const lines: string[] = [];
  let before: RegionKind = 'separator';
  for (const region of block.regions) {
    if (region.kind !== 'blank') {
      const line = formatRegion(block, region, eol);
      // A byte order mark inside the text must not come to its beginning.
      if (lines.length === 0 ? line.startsWith('\uFEFF') : before === 'blank') lines.push('');
      lines.push(line);
    }
    const isDropped = region.kind === 'blank' && before === 'separator' && lines.length > 0;
    if (!isDropped) before = region.kind;
  }
  return lines;
}

function formatRegion(block: Block, region: Region, eol: string): string {
  const form = forms[region.kind];
  if (form === undefined) return trimmedEnd(sourceOf(block, region));
  const name = block.text.slice(region.nameStart, region.nameEnd);
  const value = block.text.slice(region.valueStart, region.valueEnd);
  return form(name, value, block, region, eol);
}

type Form = (name: string, value: string, block: Block, region: Region, eol: string) => string;

/** How a region is written; one that is not listed stays as it is. */
const forms: Partial<Readonly<Record<RegionKind, Form>>> = {
  separator: (_name, value) => trimmedEnd(`### ${value}`),
  comment: (_name, _value, block, region) => trimmedEnd(sourceOf(block, region)).replace(/^[ \t]+/, ''),
  // `@name = x` is read as `@name x`, so `@name == x` must stay.
  directive: (name, value) =>
    trimmedEnd(value.startsWith('=') && name === 'name' ? `# @${name} = ${value}` : `# @${name} ${value}`),
  variable: (name, value) => trimmedEnd(`@${name} = ${value}`),
  request: (name, value, block, region) =>
    [name, value, versionOf(block, region)].filter((part) => part !== '').join(' '),
  continuation: (_name, value) => indent + value,
  fold: (_name, value) => indent + value,
  header: (name, value) => trimmedEnd(`${name}: ${value}`),
  save: (name, value) => `${name} ${value}`,
  assert: (name, value) => `${name} ${value}`,
  body: (_name, _value, block, region, eol) => formatBody(block, region, eol),
};

function versionOf(block: Block, region: Region): string {
  return trimmedEnd(block.text.slice(region.valueEnd, region.end)).replace(/^[ \t]+/, '');
}

/** White space of the format only: `trim` would take a byte order mark and more. */
function trimmedEnd(text: string): string {
  let end = text.length;
  while (end > 0 && ' \t\r\n'.includes(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}

/** A byte order mark stands before the first region only, and is written once. */
function sourceOf({ text }: Block, { start, end }: Region): string {
  return text.slice(start === 0 && text.startsWith('\uFEFF') ? 1 : start, end);
}

/**
 * JSON is laid out again, where it is JSON without comments; every other body stays as it is. Who has broken it
 * into lines keeps the lines: holdings are read best with one a line.
 */
function formatBody(block: Block, region: Region, eol: string): string {
  const body = block.text.slice(region.valueStart, region.valueEnd);
  const masked = maskedJson(block);
  if (masked === undefined || jsonComments(body).length > 0) return body;
  const errors: ParseError[] = [];
  parseJson(masked.text, errors, { disallowComments: true });
  if (errors.length > 0) return body;
  const edits = jsonEdits(masked.text, undefined, {
    tabSize: 2,
    insertSpaces: true,
    eol,
    keepLines: body.includes('\n'),
  });
  let text = '';
  let at = 0;
  for (const { offset, length, content } of edits) {
    text += body.slice(at, offset) + content;
    at = offset + length;
  }
  return (text + body.slice(at)).trim();
}
