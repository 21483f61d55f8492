import type { Transport } from './transport.ts';

/** Who sends: an account, whose token goes to its own origin, or nobody; then whole URLs still go. */
export interface AuthenticatedClient {
  /** Of the account's API; absent when signed out. */
  readonly origin?: string;
  readonly transport: Transport;
  /** Attaches nothing: `@no-auth`. */
  readonly plainTransport: Transport;
}
