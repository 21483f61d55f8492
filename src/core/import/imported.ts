/** What could not be carried over, or was written in another way, and where it stood in the source. */
export interface ImportNote {
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

export interface Imported {
  /** A `.matter` file that means the same. */
  readonly text: string;
  readonly notes: readonly ImportNote[];
}
