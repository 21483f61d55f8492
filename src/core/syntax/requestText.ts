/** `{{expression}}`, as it is written between the braces. */
export interface ReferenceText {
  readonly reference: string;
}

/** A text in its parts: strings are sent as they are, whatever characters they hold. */
export type Template = readonly (string | ReferenceText)[];

/** A file in the place of a part of a body, by its path; with `hasReferences` its own references are replaced. */
export interface FilePart {
  readonly file: Template;
  readonly hasReferences?: boolean;
}

/** What a body is made of, in order. Bytes are for what is no text. */
export type BodyPart = string | ReferenceText | FilePart | Uint8Array;

/** A request before it is written down. */
export interface RequestText {
  readonly title?: string;
  /** Lines above the request line, without their mark. */
  readonly comments?: readonly string[];
  /** Word and argument. */
  readonly directives?: readonly (readonly [word: string, argument: string])[];
  /** A token (RFC 9110, 5.6.2). */
  readonly method: string;
  readonly url: Template;
  readonly headers: readonly (readonly [name: string, value: Template])[];
  readonly body?: readonly BodyPart[];
  /** The file that the response goes to. */
  readonly save?: { readonly path: Template; readonly overwrites: boolean };
}

/** A whole file. */
export interface FileText {
  readonly variables?: readonly (readonly [name: string, value: Template])[];
  /** Lines at the top, without their mark. */
  readonly comments?: readonly string[];
  readonly requests: readonly RequestText[];
}

/** The text without its references; they stand as `{{name}}`. */
export function shownText(template: Template): string {
  return template.map((part) => (typeof part === 'string' ? part : `{{${part.reference}}}`)).join('');
}
