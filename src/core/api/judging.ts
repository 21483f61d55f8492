import type { Node } from 'jsonc-parser';
import type { JsonObject } from '../json.ts';
import type { Definitions } from './definitions.ts';
import type { Verdict } from './verdict.ts';

/** What the judge must be told of the body and of the platform. */
export interface JudgeContext {
  readonly definitions: Definitions;
  /** Its value is known at send only, wholly or in part. */
  readonly isOpen: (node: Node) => boolean;
  /** Whether the pattern of a schema is in the text; undefined where it cannot be read. */
  readonly matches: (pattern: string, text: string) => boolean | undefined;
}

/** One value and the schema object that it is held against, with everything that holds for the value. */
export interface Judged {
  readonly node: Node;
  readonly schema: JsonObject;
  /** The schema that led to the value: what it says of the same value elsewhere counts too. */
  readonly origin: unknown;
}

/** What a keyword needs to judge the schemas in it. */
export interface Judge {
  readonly context: JudgeContext;
  readonly isVersion30: boolean;
  /** A value of its own: a member, an item, the whole body. */
  entry(schema: unknown, node: Node): Verdict;
  /** A schema at a value that another schema, `origin`, led to. */
  apply(schema: unknown, node: Node, origin: unknown): Verdict;
}
