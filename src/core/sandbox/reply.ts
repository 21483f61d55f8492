import type { SandboxState } from './sandboxState.ts';

export interface SandboxRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface SandboxResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The state after a request, and the answer to it. */
export interface Step {
  readonly state: SandboxState;
  readonly response: SandboxResponse;
}

export function reply(
  state: SandboxState,
  status: number,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): Step {
  return {
    state,
    response: { status, headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(body) },
  };
}

/** The error body of the Matter API is not known; this one is the sandbox's own. */
export function failure(state: SandboxState, status: number, error: string, message: string): Step {
  return reply(state, status, { error, message });
}
