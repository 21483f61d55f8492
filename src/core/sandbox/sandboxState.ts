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
  readonly holdings: readonly Holding[];
  /** How often its result was asked for. */
  readonly asked: number;
}

export const emptySandbox: SandboxState = { tokens: new Map(), jobs: new Map() };
