import type * as vscode from 'vscode';
import type { ReviewSubmission } from '../../node/reviewTask.ts';
import type { RepairChoices } from '../../core/portfolio/repairs.ts';

/** A reviewed file, with what is sent of it. */
export interface SubmittedFile {
  readonly uri: vscode.Uri;
  readonly submissions: readonly ReviewSubmission[];
}

export interface SubmitOptions {
  readonly repairs: RepairChoices;
  /** Of the one portfolio. */
  readonly externalId?: string;
}
