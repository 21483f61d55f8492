import type { Exchange } from './exchange.ts';

/** What a run has learned, and later requests may use. */
export class RunMemory {
  /** Responses by request name. */
  readonly exchanges = new Map<string, Exchange>();
  readonly captured = new Map<string, unknown>();
}
