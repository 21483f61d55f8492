import { fileLine, type BodyKind } from './bodyToSend.ts';
import { jsonComments } from './jsonComments.ts';
import { endsBody } from './lineKinds.ts';
import { beginsWithSeparator } from './parse.ts';
import type { TemplatePrinter } from './printTemplate.ts';
import type { BodyPart, FilePart, ReferenceText } from './requestText.ts';

type TextPart = string | ReferenceText;
type Part = TextPart | FilePart;

/**
 * The lines of a body that is read as `kind`. What no text can hold (bytes, most control characters) goes as a `data:`
 * URL in the place of a file. Undefined where a file stands in the middle of a line.
 */
export function printBody(given: readonly BodyPart[], kind: BodyKind, printer: TemplatePrinter): string | undefined {
  const parts = kind === 'multipart' ? withoutLastEnd(given) : given;
  const printed = printParts(parts.map(asUrl), kind, printer);
  if (printed !== undefined && !(kind === 'json' && jsonComments(printed).length > 0)) return printed;
  const bytes = bytesOf(parts);
  if (bytes !== undefined) return printParts([dataUrl(bytes)], kind, printer);
  const raw = printed ?? printParts(parts.map(asText), kind, printer);
  return raw === undefined ? undefined : withoutCommentMarks(raw, kind, printer);
}

/** Control characters but for those that have a name, and halves of characters. */
const unprintable = /[^\P{Cc}\t\r\n]|\p{Surrogate}|\uFEFF/u;

function asUrl(part: BodyPart): Part {
  if (part instanceof Uint8Array) return dataUrl(part);
  return typeof part === 'string' && unprintable.test(part) ? dataUrl(new TextEncoder().encode(part)) : part;
}

function asText(part: BodyPart): Part {
  return part instanceof Uint8Array ? dataUrl(part) : part;
}

function dataUrl(bytes: Uint8Array): FilePart {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return { file: [`data:;base64,${btoa(text)}`] };
}

/** All of a body that has neither references nor files. */
function bytesOf(parts: readonly BodyPart[]): Uint8Array | undefined {
  const chunks: Uint8Array[] = [];
  for (const part of parts) {
    if (part instanceof Uint8Array) chunks.push(part);
    else if (typeof part === 'string') chunks.push(new TextEncoder().encode(part));
    else return undefined;
  }
  const bytes = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

function printParts(parts: readonly Part[], kind: BodyKind, printer: TemplatePrinter): string | undefined {
  const lines = linesOf(withEdges(merged(parts), kind, printer), kind).map((line) => printLine(line, kind, printer));
  return lines.includes(undefined) ? undefined : lines.join('\n');
}

/** The line end after the last boundary is always sent. */
function withoutLastEnd(parts: readonly BodyPart[]): readonly BodyPart[] {
  const last = parts.at(-1);
  if (typeof last === 'string' && last.endsWith('\r\n')) return [...parts.slice(0, -1), last.slice(0, -2)];
  const isEnded = last instanceof Uint8Array && last.at(-2) === 13 && last.at(-1) === 10;
  return isEnded ? [...parts.slice(0, -1), last.subarray(0, -2)] : parts;
}

function merged(parts: readonly Part[]): readonly Part[] {
  const result: Part[] = [];
  for (const part of parts) {
    const last = result.at(-1);
    if (typeof part === 'string' && typeof last === 'string') result[result.length - 1] = last + part;
    else if (part !== '') result.push(part);
  }
  return result;
}

/** Empty lines at either end would not be part of the body; of a form's lines no white space is. */
function withEdges(parts: readonly Part[], kind: BodyKind, printer: TemplatePrinter): readonly Part[] {
  const isLost = (space: string): boolean => kind === 'form' || space.includes('\n');
  const characters = (text: string): readonly TextPart[] => Array.from(text, (one) => printer.character(one));
  return parts.flatMap((part, index): readonly Part[] => {
    if (typeof part !== 'string') return [part];
    const isBlank = parts.length === 1 && spaceAtStart(part) === part.length;
    if (isBlank) return characters(part);
    const start = index === 0 ? part.slice(0, spaceAtStart(part)) : '';
    const end = index === parts.length - 1 ? part.slice(spaceAtEnd(part)) : '';
    const [first, last] = [isLost(start) ? start : '', isLost(end) ? end : ''];
    return [...characters(first), part.slice(first.length, part.length - last.length), ...characters(last)];
  });
}

const space: ReadonlySet<string> = new Set([' ', '\t', '\r', '\n']);

function spaceAtStart(text: string): number {
  let at = 0;
  while (space.has(text.charAt(at))) at++;
  return at;
}

function spaceAtEnd(text: string): number {
  let at = text.length;
  while (space.has(text.charAt(at - 1))) at--;
  return at;
}

/** The parts of each line. */
function linesOf(parts: readonly Part[], kind: BodyKind): readonly (readonly Part[])[] {
  if (kind === 'form') return formLines(parts);
  const lines: Part[][] = [[]];
  for (const part of parts) {
    const [same = '', ...more] = typeof part === 'string' ? part.split(kind === 'multipart' ? '\r\n' : '\n') : [part];
    lines.at(-1)?.push(same);
    for (const line of more) lines.push([line]);
  }
  return lines;
}

/** The lines of a form are joined: what is between its files is one. */
function formLines(parts: readonly Part[]): readonly (readonly Part[])[] {
  const lines: Part[][] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    if (last === undefined || isFile(part) || isFile(last[0])) lines.push([part]);
    else last.push(part);
  }
  return lines;
}

function isFile(part: Part | undefined): part is FilePart {
  return typeof part === 'object' && 'file' in part;
}

function printLine(line: readonly Part[], kind: BodyKind, printer: TemplatePrinter): string | undefined {
  const [file] = line.filter(isFile);
  if (file !== undefined) {
    if (line.some((part) => part !== file && part !== '')) return undefined;
    return `${file.hasReferences === true ? '<@' : '<'} ${printer.print(file.file)}`;
  }
  const texts = line.filter((part): part is TextPart => !isFile(part));
  const text = printer.print(printer.withCharacters(texts, kind === 'text' || kind === 'json' ? /\r/g : /[\r\n]/g));
  return isSyntax(text) ? withoutMark(text, printer) : text;
}

function isSyntax(line: string): boolean {
  return (
    beginsWithSeparator(line) || fileLine(line) !== undefined || endsBody(line, 0, spaceAtStart(line), line.length)
  );
}

/** The character that makes the line syntax as a variable. */
function withoutMark(line: string, printer: TemplatePrinter): string {
  const at = line.startsWith('HTTP/') ? 'HTTP'.length : spaceAtStart(line);
  const mark = line.charAt(at);
  return mark === '{' ? line : `${line.slice(0, at)}{{${printer.character(mark).reference}}}${line.slice(at + 1)}`;
}

function withoutCommentMarks(text: string, kind: BodyKind, printer: TemplatePrinter): string {
  let result = text;
  for (
    let [comment] = kind === 'json' ? jsonComments(result) : [];
    comment !== undefined;
    [comment] = jsonComments(result)
  ) {
    const { start } = comment;
    const mark = `{{${printer.character(result.charAt(start)).reference}}}`;
    result = result.slice(0, start) + mark + result.slice(start + 1);
  }
  return result;
}
