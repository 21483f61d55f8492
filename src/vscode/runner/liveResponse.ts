import * as vscode from 'vscode';
import { extensionOf } from '../../core/http/fileName.ts';
import type { StreamPart } from '../../core/http/httpMessage.ts';
import type { Redactor } from '../../core/http/redactor.ts';
import { StreamText } from '../../core/http/streamText.ts';
import { languageOf, type VirtualDocuments } from '../virtualDocuments.ts';

const updateMs = 500;
/** The end of a long one; all of it is there when it ends. */
const shownCharacters = 1_000_000;

/** An answer that goes on, in an editor, as it comes; the finished response takes its place. */
export class LiveResponse {
  readonly #documents: VirtualDocuments;
  readonly #redactor: Redactor;
  readonly #title: string;
  readonly #stream = new StreamText();
  #text = '';
  #uri: vscode.Uri | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(documents: VirtualDocuments, redactor: Redactor, title: string) {
    this.#documents = documents;
    this.#redactor = redactor;
    this.#title = title;
  }

  add(part: StreamPart): void {
    const lines = this.#stream.add(part);
    if (lines === '') return;
    this.#text = `${this.#text}${this.#redactor.redact(lines)}`.slice(-shownCharacters);
    if (this.#uri === undefined) this.#open(part);
    else this.#timer ??= setTimeout(this.#update, updateMs);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    if (this.#uri !== undefined) this.#documents.remove(this.#uri);
  }

  #open({ headers }: StreamPart): void {
    const title = vscode.l10n.t('{0} · receiving', this.#title);
    this.#uri = this.#documents.add(title, languageOf(extensionOf(headers)), () => this.#text);
    void this.#documents.show(this.#uri);
  }

  readonly #update = (): void => {
    this.#timer = undefined;
    if (this.#uri !== undefined) this.#documents.update(this.#uri);
  };
}
