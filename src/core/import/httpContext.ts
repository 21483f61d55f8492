import type { Severity } from '../diagnostic.ts';
import type { RequestText, Template } from '../syntax/requestText.ts';

/** What the blocks of one file share. */
export interface BlockContext {
  /** Of requests, which references may mean. */
  readonly names: ReadonlySet<string>;
  /** `line`: from 0. */
  readonly note: (severity: Severity, line: number, message: string) => void;
  readonly variable: (name: string, value: Template, line: number) => void;
  /** The requests of a cURL command. */
  readonly curl: (command: string, line: number) => readonly RequestText[];
  /** GraphQL fragments of the file, by name. */
  readonly fragments: Map<string, string>;
}
