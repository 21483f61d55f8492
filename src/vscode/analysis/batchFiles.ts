import * as vscode from 'vscode';
import type { Outcome } from '../../core/analysis/review.ts';
import type { ReviewFile } from '../../core/analysis/reviewMessage.ts';
import { AppError } from '../../core/appError.ts';
import type { ReviewSubmission } from '../../node/reviewTask.ts';
import type { MappingMemory } from './mappingMemory.ts';
import { ReviewedFile } from './reviewedFile.ts';
import type { ReviewState } from './reviewState.ts';

/** Often enough to see it move, and seldom enough for a thousand files. */
const tellMs = 150;

interface ReadFile {
  readonly outcome?: Outcome;
  readonly questions: number;
  readonly message?: string;
  readonly submissions: readonly ReviewSubmission[];
}

/** Reads the files of a batch in the background, one after the other, and knows of each what it would send. */
export class BatchFiles {
  readonly #state: ReviewState;
  readonly #memory: MappingMemory;
  readonly #onDidRead: () => void;
  readonly #read = new Map<string, ReadFile>();
  #run = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(state: ReviewState, memory: MappingMemory, onDidRead: () => void) {
    this.#state = state;
    this.#memory = memory;
    this.#onDidRead = onDidRead;
  }

  /** In the order of the state. */
  get files(): readonly ReviewFile[] {
    return this.#state.uris.map((uri) => {
      const { outcome, message, questions = 0 } = this.#read.get(uri.toString()) ?? {};
      return {
        name: vscode.workspace.asRelativePath(uri),
        isChecked: this.#state.isChecked(uri),
        questions,
        ...(outcome === undefined ? {} : { outcome }),
        ...(message === undefined ? {} : { message }),
      };
    });
  }

  /** What would be sent of the files that are chosen and free of errors. */
  get submissions(): readonly { readonly uri: vscode.Uri; readonly submissions: readonly ReviewSubmission[] }[] {
    return this.#state.uris.flatMap((uri) => {
      const { submissions = [] } = this.#read.get(uri.toString()) ?? {};
      return submissions.length > 0 && this.#state.isChecked(uri) ? [{ uri, submissions }] : [];
    });
  }

  /** Anew: what the user has said has changed. Ends what was under way. */
  async readAll(): Promise<void> {
    const run = ++this.#run;
    this.#read.clear();
    for (const uri of this.#state.uris) {
      const read = await this.#readOne(uri);
      if (run !== this.#run) return;
      this.#read.set(uri.toString(), read);
      this.#tell();
    }
  }

  dispose(): void {
    this.#run++;
    clearTimeout(this.#timer);
  }

  #tell(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#onDidRead();
    }, tellMs);
  }

  async #readOne(uri: vscode.Uri): Promise<ReadFile> {
    const file = new ReviewedFile(uri, this.#memory);
    try {
      const { review } = await file.open(this.#state.mappingOf(uri), this.#state.choices);
      const submissions = review.outcome.obstacles === 0 ? await file.thread.ask('submissions') : [];
      return { outcome: review.outcome, questions: review.questions.length, submissions };
    } catch (error) {
      const message = error instanceof AppError ? error.message : String(error);
      return { questions: 0, message, submissions: [] };
    } finally {
      file.dispose();
    }
  }
}
