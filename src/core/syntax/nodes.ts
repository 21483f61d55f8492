import type { Diagnostic } from '../diagnostic.ts';

/** Half-open range [start, end) of UTF-16 offsets: the unit of TextDocument.offsetAt. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export type RegionKind =
  | 'separator'
  | 'blank'
  | 'comment'
  | 'directive'
  | 'variable'
  | 'request'
  | 'continuation'
  | 'header'
  | 'fold'
  | 'body'
  | 'save'
  | 'assert'
  | 'script'
  | 'response'
  | 'unknown';

/**
 * One line, or the lines of one body, script or response, with the line end. What name and value are depends on the
 * kind; both are empty where it has none.
 *
 * separator: value = title. directive: word, argument. variable: name, value. request: method (empty where left out),
 * URL. continuation (of the URL), fold (of the header above): value. header: name, value. body: value = the body
 * without the last line end. save: `>>` or `>>!`, path. assert (`??`): value = condition.
 */
export interface Region extends Span {
  readonly kind: RegionKind;
  readonly nameStart: number;
  readonly nameEnd: number;
  readonly valueStart: number;
  readonly valueEnd: number;
}

/** A text by its regions, as a block gives it. */
export interface RegionReader {
  readonly text: string;
  /** The first region of a kind. */
  first(kind: RegionKind): Region | undefined;
  /** The regions of some kinds, in order. */
  all(...kinds: readonly RegionKind[]): readonly Region[];
}

/** `{{ expression }}` in a URL, a header, a variable's value or a body. */
export interface Reference extends Span {
  /** The kind of the region that it stands in. */
  readonly within: RegionKind;
}

export interface TextEdit {
  readonly span: Span;
  readonly text: string;
}

export interface Fix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
}

/** What is wrong in a text, with its place. */
export interface Problem extends Diagnostic {
  readonly span: Span;
  /** The edit that mends it, where one is known. */
  readonly fix?: Fix;
}

export interface VariableNode {
  readonly span: Span;
  readonly name: string;
  readonly nameSpan: Span;
  readonly value: string;
  readonly valueSpan: Span;
}

/** `# @word argument`, and httpyac's `?? condition` as an @assert. */
export interface DirectiveNode {
  readonly span: Span;
  readonly word: string;
  readonly wordSpan: Span;
  readonly argument: string;
  readonly argumentSpan: Span;
}

/** A piece of text with its place; a URL or a header over several lines has several. */
export interface TextPart {
  readonly text: string;
  readonly span: Span;
}

export interface HeaderNode {
  readonly span: Span;
  readonly name: string;
  readonly nameSpan: Span;
  /** Joined by one space where it has several parts. */
  readonly value: string;
  readonly parts: readonly TextPart[];
}

export interface RequestNode {
  /** From its separator (or the start of the file) to the next one. */
  readonly span: Span;
  /** `@name`, else the title, else undefined. */
  readonly name?: string;
  readonly nameSpan?: Span;
  readonly title?: string;
  readonly directives: readonly DirectiveNode[];
  readonly method: string;
  /** The first line of the request: where a CodeLens stands. */
  readonly lineSpan: Span;
  readonly url: string;
  readonly urlSpan: Span;
  readonly urlParts: readonly TextPart[];
  readonly headers: readonly HeaderNode[];
  readonly body?: TextPart;
  /** `>> path`, `>>! path`. */
  readonly save?: TextPart & { readonly overwrites: boolean };
}
