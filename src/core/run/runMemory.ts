import type { Exchange } from './exchange.ts';

/** A value of a response, and the origins that had a say in it. */
export interface Captured {
  readonly value: unknown;
  readonly sources: readonly string[];
}

/** What a run has learned, and later requests may use. */
export class RunMemory {
  /** Responses by request name. */
  readonly exchanges = new Map<string, Exchange>();
  readonly captured = new Map<string, Captured>();
}
