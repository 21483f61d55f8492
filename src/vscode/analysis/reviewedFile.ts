import * as vscode from 'vscode';
import type { Review } from '../../core/analysis/review.ts';
import type { Mapping } from '../../core/portfolio/mapping.ts';
import type { RepairChoices } from '../../core/portfolio/repairs.ts';
import type { ReviewSource } from '../../node/reviewTask.ts';
import { ReviewThread } from '../../node/reviewThread.ts';
import type { MappingMemory } from './mappingMemory.ts';

export function fileName({ path }: vscode.Uri): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** What an analysis of the file is called. */
export function portfolioName(uri: vscode.Uri): string {
  return fileName(uri).replace(/\.[^.]+$/, '');
}

export interface OpenedFile {
  readonly review: Review;
  /** Its columns are read as those of an earlier file. */
  readonly isRecalled: boolean;
}

/** A portfolio file in its thread, from when it is opened until it is disposed. */
export class ReviewedFile {
  readonly uri: vscode.Uri;
  readonly thread: ReviewThread;
  readonly #memory: MappingMemory;

  constructor(uri: vscode.Uri, memory: MappingMemory) {
    this.uri = uri;
    this.thread = new ReviewThread(fileName(uri));
    this.#memory = memory;
  }

  /** With this mapping, else with the one of an earlier file of the same columns, if there is any. */
  async open(
    mapping: Mapping | undefined,
    choices: RepairChoices,
    onRows?: (rows: number) => void,
  ): Promise<OpenedFile> {
    await this.thread.open(await sourceOf(this.uri), onRows);
    const review = await this.thread.ask('review', mapping ?? {}, choices);
    const recalled = mapping === undefined ? this.#memory.recall(review) : undefined;
    if (recalled === undefined) return { review, isRecalled: false };
    return { review: await this.thread.ask('review', recalled, choices), isRecalled: true };
  }

  dispose(): void {
    this.thread.dispose();
  }
}

/** A file of this computer is read by the thread itself. */
async function sourceOf(uri: vscode.Uri): Promise<ReviewSource> {
  if (uri.scheme === 'file') return { path: uri.fsPath };
  return { bytes: new Uint8Array(await vscode.workspace.fs.readFile(uri)) };
}
