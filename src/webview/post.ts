import type { ReviewMessage } from '../core/analysis/reviewMessage.ts';

/** To the extension. */
export type Post = (message: ReviewMessage) => void;
