import type { Block } from '../syntax/block.ts';
import { bodyKind, fileLine } from '../syntax/bodyToSend.ts';
import { jsonComments } from '../syntax/jsonComments.ts';
import type { Region, Span } from '../syntax/nodes.ts';
import { requestOf } from '../syntax/requestOf.ts';

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
  if (text.split('\n').some((line) => fileLine(line) !== undefined)) return undefined;
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
  const headers = requestOf(block)?.headers ?? [];
  return bodyKind(headers, block.text.slice(body.valueStart, body.valueStart + 200)) === 'json';
}

/** Comments, as they are left out at send. */
function maskComments(text: string): string {
  let masked = '';
  let at = 0;
  for (const { start, end } of jsonComments(text)) {
    masked += text.slice(at, start) + ' '.repeat(end - start);
    at = end;
  }
  return masked + text.slice(at);
}

/**
 * Strings are read whole, so that a reference in one is known to be in one; `\\{\\{` in one is two braces at send. Before and
 * after the JSON a reference can only stand for white space.
 */
function maskReferences(text: string): { readonly masked: string; readonly open: readonly Span[] } {
  if (!text.includes('{{') && !/\\[{}]/.test(text)) return { masked: text, open: [] };
  const open: Span[] = [];
  const hide = (start: number, length: number): void => void open.push({ start, end: start + length });
  const end = endOfJson(text);
  const blank = (part: string): string => part.replaceAll(/\S/g, ' ');
  const masked = text
    .slice(0, end)
    .replace(/^\s*(?:\{\{[^{}\r\n]*\}\}\s*)+(?=[{[])/, blank)
    .replaceAll(/"(?:\{\{[^{}\r\n]*\}\}|[^"\\\r\n]|\\.)*"?|\{\{[^{}\r\n]*\}\}/g, (token, start: number) => {
      if (!token.startsWith('"')) {
        hide(start, token.length);
        return `1${'0'.repeat(token.length - 1)}`;
      }
      return token.replaceAll(/\{\{[^{}]*\}\}|\\\{\\?\{|\\\}\\?\}/g, (part, at: number) => {
        hide(start + at, part.length);
        return 'x'.repeat(part.length);
      });
    });
  return { masked: masked + blank(text.slice(end)), open };
}

/** Where the references behind the JSON begin; from the end, as looking for it from each brace would be quadratic. */
function endOfJson(text: string): number {
  let end = text.trimEnd().length;
  for (;;) {
    const open = text.endsWith('}}', end) ? text.lastIndexOf('{{', end) : -1;
    const before = text.slice(0, Math.max(open, 0)).trimEnd();
    if (open < 0 || /[{}\r\n]/.test(text.slice(open + 2, end - 2))) break;
    end = before.length;
  }
  return /[}\]]$/.test(text.slice(Math.max(0, end - 1), end)) ? end : text.length;
}
