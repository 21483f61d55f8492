import type { ErrorCode } from '../core/appError.ts';
import type { ReviewSession } from '../core/analysis/reviewSession.ts';

type Asked = 'review' | 'preview' | 'part' | 'rows' | 'copied';

/** What a thread that holds a file under review is asked. */
export type ReviewCalls = {
  readonly [Call in Asked]: (...args: Parameters<ReviewSession[Call]>) => ReturnType<ReviewSession[Call]>;
} & {
  /** Before all others. By its path, or by its bytes where it is no file of this computer. */
  readonly open: (source: ReviewSource, name: string) => Promise<void>;
  /** What would be sent, without the bodies: their hashes. */
  readonly submissions: () => readonly ReviewSubmission[];
};

export type ReviewSource = { readonly path: string } | { readonly bytes: Uint8Array<ArrayBuffer> };

export interface ReviewSubmission extends Omit<ReturnType<ReviewSession['portfolios']>[number], 'body'> {
  readonly bodyHash: string;
}

export interface ReviewTask {
  readonly id: number;
  readonly call: keyof ReviewCalls;
  readonly args: readonly unknown[];
}

/** Any number of `rows`, then one of the others. */
export type ReviewAnswer = { readonly id: number } & (
  | { readonly rows: number }
  | { readonly value: unknown }
  | { readonly error: { readonly code?: ErrorCode; readonly message: string } }
);
