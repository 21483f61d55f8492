import {
  isComment,
  looksLikeRequest,
  readDirective,
  readHeader,
  readRequestLine,
  readVariable,
  startsLikeUrl,
} from './head.ts';
import type { Line } from './lines.ts';
import { isScript, problem, unknownDirective } from './problems.ts';
import { findReferences } from './references.ts';
import type { DirectiveNode, HeaderNode, Problem, RequestNode, Severity, Span, VariableNode } from './tree.ts';

type Part = 'before' | 'url' | 'headers' | 'body' | 'response';

/** Reads the lines between two separators: comments and variables, the request line, headers, the body. */
export class BlockParser {
  readonly #text: string;
  readonly #start: number;
  readonly #title: string | undefined;
  readonly #variables: VariableNode[];
  readonly #problems: Problem[];
  readonly #directives: DirectiveNode[] = [];
  readonly #headers: HeaderNode[] = [];
  #part: Part = 'before';
  #request: { method: string; url: string; urlStart: number; lineSpan: Span } | undefined;
  #urlEnd = 0;
  #bodyStart = -1;
  #bodyEnd = -1;

  constructor(text: string, start: number, title: string | undefined, variables: VariableNode[], problems: Problem[]) {
    this.#text = text;
    this.#start = start;
    this.#title = title;
    this.#variables = variables;
    this.#problems = problems;
  }

  line(line: Line): void {
    if (this.#part === 'before') this.#before(line);
    else if (this.#part === 'url') this.#url(line);
    else if (this.#part === 'headers') this.#header(line);
    else if (this.#part === 'body') this.#body(line);
  }

  finish(end: number): { readonly request?: RequestNode } {
    const request = this.#request;
    if (request === undefined) return {};
    const span = { start: this.#start, end };
    const given = this.#directives.findLast(({ word, argument }) => word === 'name' && argument !== '');
    const title = this.#title ?? '';
    const name = given?.argument ?? (title === '' ? undefined : title);
    return {
      request: {
        span,
        ...(name === undefined ? {} : { name }),
        ...(given === undefined ? {} : { nameSpan: given.argumentSpan }),
        ...(this.#title === undefined ? {} : { title: this.#title }),
        directives: this.#directives,
        method: request.method,
        lineSpan: request.lineSpan,
        url: request.url,
        urlSpan: { start: request.urlStart, end: this.#urlEnd },
        headers: this.#headers,
        ...this.#bodyNode(),
      },
    };
  }

  #bodyNode(): Pick<RequestNode, 'body'> {
    if (this.#bodyStart < 0 || this.#bodyEnd <= this.#bodyStart) return {};
    const span = { start: this.#bodyStart, end: this.#bodyEnd };
    const text = this.#text.slice(span.start, span.end);
    for (const open of findReferences(text, span.start).unclosed) this.#unclosed(open, 'warning');
    return { body: { text, span } };
  }

  #before(line: Line): void {
    const directive = readDirective(line);
    const variable = readVariable(line);
    if (directive !== undefined) this.#directive(directive);
    else if (variable !== undefined) this.#variable(variable);
    else if (isScript(line.text)) this.#script(line);
    else if (line.text.trim() !== '' && !isComment(line)) this.#requestLine(line);
  }

  #directive(directive: DirectiveNode): void {
    this.#directives.push(directive);
    const unknown = unknownDirective(directive);
    if (unknown !== undefined) this.#problems.push(unknown);
  }

  #variable(variable: VariableNode): void {
    this.#variables.push(variable);
    for (const open of findReferences(variable.value, variable.valueSpan.start).unclosed) this.#unclosed(open, 'error');
  }

  #requestLine(line: Line): void {
    const read = readRequestLine(line);
    if (read === undefined) return;
    if (!startsLikeUrl(read.url)) {
      this.#add('not-a-request', 'error', line, 'This is not a request. Write for example: GET /path');
    }
    for (const open of findReferences(read.url, read.urlStart).unclosed) this.#unclosed(open, 'error');
    this.#request = { ...read, lineSpan: { start: line.start, end: line.end } };
    this.#urlEnd = read.urlStart + read.url.length;
    this.#part = 'url';
  }

  /** Lines that continue the URL: `?query`, `&query`, an indented `/path`. */
  #url(line: Line): void {
    const text = line.text.trim();
    const continues = /^\s*[?&]/.test(line.text) || /^\s+\//.test(line.text);
    if (!continues || isComment(line) || this.#request === undefined) {
      this.#part = 'headers';
      this.#header(line);
      return;
    }
    this.#request = { ...this.#request, url: this.#request.url + text };
    this.#urlEnd = line.start + line.text.trimEnd().length;
  }

  #header(line: Line): void {
    const last = this.#headers.at(-1);
    if (line.text.trim() === '') this.#part = 'body';
    else if (isComment(line)) this.#commentAmongHeaders(line);
    else if (/^\s/.test(line.text) && last !== undefined) this.#continueHeader(last, line);
    else if (isScript(line.text)) this.#script(line);
    else this.#addHeader(line);
  }

  #addHeader(line: Line): void {
    const header = readHeader(line);
    if (header === undefined) {
      this.#add(
        'not-a-header',
        'error',
        line,
        'This is not a header. Write Name: value, or put an empty line before the body.',
      );
      return;
    }
    this.#headers.push(header);
    for (const open of findReferences(header.value, header.valueSpan.start).unclosed) this.#unclosed(open, 'error');
  }

  #commentAmongHeaders(line: Line): void {
    const directive = readDirective(line);
    if (directive !== undefined) {
      this.#add(
        'late-directive',
        'warning',
        directive.span,
        `@${directive.word} has no effect here: move it above the request line.`,
      );
    }
  }

  #continueHeader(last: HeaderNode, line: Line): void {
    const value = `${last.value} ${line.text.trim()}`;
    const end = line.start + line.text.trimEnd().length;
    this.#headers[this.#headers.length - 1] = {
      ...last,
      value,
      span: { start: last.span.start, end: line.end },
      valueSpan: { start: last.valueSpan.start, end },
    };
  }

  #body(line: Line): void {
    if (line.text.startsWith('HTTP/')) {
      this.#part = 'response';
      this.#add('response-block', 'warning', line, 'A response in the file is skipped, and not sent.');
      return;
    }
    if (line.text.trim() === '') return; // inside a body it is kept by the span; around it, it is no part of it
    if (isScript(line.text)) this.#script(line);
    if (looksLikeRequest(line)) {
      this.#add(
        'request-in-body',
        'warning',
        line,
        'This line belongs to the body above. To start a request, put ### before it.',
      );
    }
    if (this.#bodyStart < 0) this.#bodyStart = line.start;
    this.#bodyEnd = line.end;
  }

  #script(line: Line): void {
    this.#add(
      'script',
      'error',
      line,
      'Scripts are not supported and never run. Remove this block; @assert and @capture cover the common cases.',
    );
  }

  #unclosed(span: Span, severity: Severity): void {
    this.#add(
      'unclosed-reference',
      severity,
      span,
      '"{{" is not closed. Add "}}", or write \\{\\{ for the characters.',
    );
  }

  #add(code: string, severity: Severity, span: Span, message: string): void {
    this.#problems.push(problem(code, severity, span, message));
  }
}
