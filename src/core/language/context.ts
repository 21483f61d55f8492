import { emptyDescription, type ApiDescription } from '../api/apiDescription.ts';

/** What the language features may know beside the file. */
export interface LanguageContext {
  readonly api: ApiDescription;
  /** Names that have a value from outside the file, and where from. */
  readonly outside: ReadonlyMap<string, string>;
  /** The labels of the accounts. */
  readonly accounts: readonly string[];
  /** The JSON body and the header names of the last response of a named request. */
  readonly lastResponse: (name: string) => LastResponse | undefined;
  /** The values of a JSONPath (RFC 9535), undefined where it is none; absent until its library is loaded. */
  readonly query?: (json: unknown, path: string) => readonly unknown[] | 'unknown' | undefined;
}

export interface LastResponse {
  readonly json: unknown;
  readonly headerNames: readonly string[];
}

export const emptyContext: LanguageContext = {
  api: emptyDescription,
  outside: new Map(),
  accounts: [],
  lastResponse: () => undefined,
};
