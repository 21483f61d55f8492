/** One scale for all that is found in a file. An error keeps it from being sent; information tells how it was read. */
export type Severity = 'error' | 'warning' | 'information';

/** What is found in a file, whatever its place is made of: `Problem` in a text, `Finding` in a table. */
export interface Diagnostic<Code extends string = string> {
  readonly code: Code;
  readonly severity: Severity;
  /** Whole sentences: what is wrong, and the way out. */
  readonly message: string;
}

/** Whether the file can be sent or checked as clean. */
export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(({ severity }) => severity === 'error');
}
