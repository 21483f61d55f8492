import type { Span } from '../syntax/nodes.ts';

/** What may be inserted at the cursor. */
export interface Completion {
  readonly kind:
    'method' | 'path' | 'header' | 'value' | 'variable' | 'function' | 'directive' | 'property' | 'snippet';
  readonly label: string;
  readonly detail?: string;
  readonly documentation?: string;
  /** The text to insert; a VS Code snippet where `isSnippet`. Without it the label is inserted. */
  readonly insert?: string;
  readonly isSnippet?: boolean;
  /** What it replaces. */
  readonly span: Span;
  /** Completion goes on right after it. */
  readonly goesOn?: boolean;
}
