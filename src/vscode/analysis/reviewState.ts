import { randomUUID } from 'node:crypto';
import type * as vscode from 'vscode';
import { isExternalId, newExternalId } from '../../core/analysis/analysisJob.ts';
import type { SavedReview } from '../../core/analysis/reviewMessage.ts';
import type { Mapping } from '../../core/portfolio/mapping.ts';
import type { RepairChoices } from '../../core/portfolio/repairs.ts';
import { portfolioName } from './reviewedFile.ts';

/** What the user has said of the files of a page; it comes back with the page after a reload. */
export class ReviewState {
  readonly uris: readonly vscode.Uri[];
  readonly #mappings = new Map<string, Mapping>();
  readonly #leftOut = new Set<string>();
  current = 0;
  choices: RepairChoices = {};
  externalId = '';

  constructor(uris: readonly vscode.Uri[]) {
    this.uris = uris;
    this.renewExternalId();
  }

  get currentUri(): vscode.Uri | undefined {
    return this.uris[this.current];
  }

  get saved(): SavedReview {
    return {
      uris: this.uris.map(String),
      current: this.current,
      mappings: Object.fromEntries(this.#mappings),
      choices: this.choices,
      leftOutFiles: [...this.#leftOut],
      externalId: this.externalId,
    };
  }

  /** Of the files that are here. */
  restore({ current, mappings, choices, leftOutFiles, externalId = '' }: SavedReview): void {
    for (const uri of this.uris.map(String)) {
      const mapping = Object.hasOwn(mappings, uri) ? mappings[uri] : undefined;
      if (mapping !== undefined) this.#mappings.set(uri, mapping);
    }
    for (const uri of leftOutFiles) this.#leftOut.add(uri);
    this.choices = choices;
    if (current < this.uris.length) this.current = current;
    if (isExternalId(externalId)) this.externalId = externalId;
  }

  /** Undefined where the user has said nothing of this file. */
  mappingOf(uri: vscode.Uri): Mapping | undefined {
    return this.#mappings.get(uri.toString());
  }

  map(uri: vscode.Uri, mapping: Mapping | undefined): void {
    if (mapping === undefined) this.#mappings.delete(uri.toString());
    else this.#mappings.set(uri.toString(), mapping);
  }

  isChecked(uri: vscode.Uri): boolean {
    return !this.#leftOut.has(uri.toString());
  }

  check(file: number, isChecked: boolean): void {
    const uri = this.uris[file]?.toString() ?? '';
    if (isChecked) this.#leftOut.delete(uri);
    else this.#leftOut.add(uri);
  }

  /** Each analysis has its own. */
  renewExternalId(): void {
    const [uri] = this.uris;
    this.externalId = uri === undefined ? '' : newExternalId(portfolioName(uri), Date.now(), randomUUID());
  }
}
