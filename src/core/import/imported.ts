import type { Severity } from '../diagnostic.ts';

/**
 * What an import has to say. error: a request could not be carried over. warning: something is sent in another way, or
 * left out. information: what the reader may do.
 */
export interface ImportNote {
  /** Of the source, both from 1. */
  readonly line: number;
  readonly column: number;
  readonly severity: Severity;
  readonly message: string;
}

export interface Imported {
  /** A `.matter` file that means the same. */
  readonly text: string;
  readonly notes: readonly ImportNote[];
}
