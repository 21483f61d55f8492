import { isJsonType } from '../api/mediaType.ts';
import type { Block } from '../syntax/block.ts';
import type { Region, Span } from '../syntax/nodes.ts';

/** A JSON body as a JSON parser can read it, with the same offsets: `start` is where it begins in the block. */
export interface MaskedJson {
  readonly text: string;
  readonly start: number;
  /** What is masked and has another value at send; offsets of the text. */
  readonly open: readonly Span[];
}

/**
 * The body of a block where it is JSON: references become digits, or letters inside a string, and comment lines become
 * spaces, each of the same length. Undefined where the body is something else, or nested too deeply to be parsed.
 */
export function maskedJson(block: Block): MaskedJson | undefined {
  const body = block.first('body');
  if (body === undefined || !isJson(block, body)) return undefined;
  const text = block.text.slice(body.valueStart, body.valueEnd);
  const { masked, open } = maskReferences(maskComments(text));
  return isTooDeep(masked) ? undefined : { text: masked, start: body.valueStart, open };
}

/** Deeper than any API asks for; its parsers call themselves for each level, and the stack ends. */
const deepest = 500;

function isTooDeep(json: string): boolean {
  let depth = 0;
  for (const [token] of json.matchAll(/"(?:[^"\\\r\n]|\\.)*"?|[[\]{}]/g)) {
    if (token === '[' || token === '{') depth++;
    else if (token === ']' || token === '}') depth--;
    if (depth > deepest) return true;
  }
  return false;
}

function isJson(block: Block, body: Region): boolean {
  const type = block
    .all('header')
    .find(({ nameStart, nameEnd }) => /^content-type$/i.test(block.text.slice(nameStart, nameEnd)));
  if (type !== undefined) return isJsonType(block.text.slice(type.valueStart, type.valueEnd));
  return /^\s*[{[]/.test(block.text.slice(body.valueStart, body.valueStart + 200));
}

/** Whole-line comments, as they are left out at send. */
function maskComments(text: string): string {
  if (!text.includes('#') && !text.includes('//')) return text;
  return text.replaceAll(/^[ \t]*(?:#|\/\/)[^\r\n]*/gm, (line) => ' '.repeat(line.length));
}

/** Strings are read whole, so that a reference in one is known to be in one; `\\{\\{` in one is two braces at send. */
function maskReferences(text: string): { readonly masked: string; readonly open: readonly Span[] } {
  if (!text.includes('{{') && !text.includes('\\{')) return { masked: text, open: [] };
  const open: Span[] = [];
  const hide = (start: number, length: number): void => void open.push({ start, end: start + length });
  const masked = text.replaceAll(/"(?:[^"\\\r\n]|\\.)*"?|\{\{[^{}\r\n]*\}\}/g, (token, start: number) => {
    if (!token.startsWith('"')) {
      hide(start, token.length);
      return `1${'0'.repeat(token.length - 1)}`;
    }
    return token.replaceAll(/\{\{[^{}]*\}\}|\\\{\\?\{/g, (part, at: number) => {
      hide(start + at, part.length);
      return 'x'.repeat(part.length);
    });
  });
  return { masked, open };
}
