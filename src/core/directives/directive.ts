import type { Span } from '../syntax/nodes.ts';

/** What an argument means, or what is wrong with it and the way out. */
export type Parsed<Value> = { readonly value: Value } | { readonly problem: string };

/** What suggestions may draw on beside the argument. */
export interface Known {
  /** The labels of the accounts. */
  readonly accounts: readonly string[];
  /** The names of the requests of the file. */
  readonly requests: Iterable<string>;
}

/** A word that is written as `# @word argument` above a request: everything that is known of it but its effect. */
export interface Directive<Value = unknown> {
  readonly word: string;
  /** How its argument is written, as one that is right; empty where it takes none. */
  readonly usage: string;
  /** What it does, for completion, hover and the documentation. */
  readonly description: string;
  readonly parse: (argument: string) => Parsed<Value>;
  /** What may stand where the argument ends: in the place of its last word, of all of it where it is `oneThing`. */
  readonly suggest?: (argument: string, known: Known) => readonly string[];
  /** Its argument may have spaces, and is one thing nevertheless. */
  readonly oneThing?: true;
  /** Its argument is the name of another request. */
  readonly namesRequest?: true;
  /** The name at the start of the argument that gets a value; of a wrong argument too, so that one mistake is one problem. */
  readonly gives?: (argument: string) => string | undefined;
  /** The file that the argument names, and where in it. */
  readonly file?: (argument: string) => (Span & { readonly path: string }) | undefined;
}

export function nothing(argument: string): Parsed<true> {
  return argument === '' ? { value: true } : { problem: 'Nothing may follow this directive: remove it.' };
}

/** Any text but none. */
export function required(argument: string, example: string): Parsed<string> {
  return argument === ''
    ? { problem: `Something is missing here. Write for example: ${example}` }
    : { value: argument };
}

export function nameAtStart(argument: string): string | undefined {
  return /^[\w.-]+/.exec(argument)?.[0];
}
