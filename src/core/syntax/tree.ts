/** Half-open range [start, end) of UTF-16 offsets: the unit of TextDocument.offsetAt. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export type Severity = 'error' | 'warning';

/** What the parser found wrong, with its place and the way out in the message. */
export interface Problem {
  readonly code: string;
  readonly severity: Severity;
  readonly span: Span;
  readonly message: string;
}

/** `@name = value`: file-wide. */
export interface VariableNode {
  readonly span: Span;
  readonly name: string;
  readonly nameSpan: Span;
  readonly value: string;
  readonly valueSpan: Span;
}

/** `# @word rest` before the request line. */
export interface DirectiveNode {
  readonly span: Span;
  readonly word: string;
  readonly wordSpan: Span;
  readonly argument: string;
  readonly argumentSpan: Span;
}

export interface HeaderNode {
  readonly span: Span;
  readonly name: string;
  readonly nameSpan: Span;
  readonly value: string;
  readonly valueSpan: Span;
}

/** `{{ expression }}` anywhere in the url, a header, the body or a variable's value. */
export interface ReferenceNode {
  readonly span: Span;
  /** The trimmed text between the braces. */
  readonly expression: string;
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
  readonly headers: readonly HeaderNode[];
  readonly body?: { readonly text: string; readonly span: Span };
}

export interface MatterTree {
  readonly text: string;
  readonly requests: readonly RequestNode[];
  readonly variables: readonly VariableNode[];
  readonly problems: readonly Problem[];
}
