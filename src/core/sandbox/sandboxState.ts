/** What the sandbox remembers; a value, replaced by each request. */
export interface SandboxState {
  /** Token -> Unix epoch milliseconds at which it expires. */
  readonly tokens: ReadonlyMap<string, number>;
  readonly jobs: ReadonlyMap<string, Job>;
}

export interface Holding {
  readonly id_value: string;
  readonly weight: number;
}

export interface Job {
  readonly createdAt: number;
  /** How many there were: the holdings themselves, up to 1 MB a job, are not kept. */
  readonly holdings: number;
  readonly analysis: readonly object[];
  /** How often its result was asked for. */
  readonly asked: number;
}

export const emptySandbox: SandboxState = { tokens: new Map(), jobs: new Map() };
