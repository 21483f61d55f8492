import * as vscode from 'vscode';
import { isExternalId } from '../../core/analysis/analysisJob.ts';
import type { Outcome, Review } from '../../core/analysis/review.ts';
import { changedMapping, isAboutColumns } from '../../core/analysis/reviewMapping.ts';
import {
  parseReviewMessage,
  type ReviewHostMessage,
  type ReviewMessage,
  type ReviewStatus,
} from '../../core/analysis/reviewMessage.ts';
import { reviewStrings } from '../../core/analysis/reviewStrings.ts';
import { AppError, isCancelled } from '../../core/appError.ts';
import type { Mapping } from '../../core/portfolio/mapping.ts';
import { Disposables } from '../disposables.ts';
import type { Services } from '../services.ts';
import { BatchFiles } from './batchFiles.ts';
import type { MappingMemory } from './mappingMemory.ts';
import { fileName, ReviewedFile } from './reviewedFile.ts';
import { ReviewState } from './reviewState.ts';
import { submitOf } from './reviewSubmit.ts';
import type { SubmitOptions, SubmittedFile } from './submittedFile.ts';
import { fillWebview, translated } from './webviewPage.ts';

export interface ReviewPorts {
  readonly services: Services;
  readonly memory: MappingMemory;
  /** Makes the jobs. False where the user rather takes what is there. */
  readonly submit: (files: readonly SubmittedFile[], options: SubmitOptions) => Promise<boolean>;
  /** What was found in a file, or nothing any more. */
  readonly onFindings: (uri: vscode.Uri, findings: Review['findings']) => void;
}

/** The review of a portfolio file, or of several, in a webview: it lives as long as that does. */
export class ReviewPage {
  readonly #webview: vscode.Webview;
  readonly #ports: ReviewPorts;
  readonly #state: ReviewState;
  readonly #batch: BatchFiles | undefined;
  readonly #disposables = new Disposables();
  #file: ReviewedFile | undefined;
  #watcher: vscode.Disposable | undefined;
  #status: ReviewStatus = { kind: 'reading', rows: 0 };
  #parts: (Outcome | undefined)[] = [];
  #memory: 'recalled' | 'remembered' | undefined;
  #account: string | undefined;
  /** Counts readings, so that a slow one never comes after a newer one. */
  #version = 0;

  constructor(webview: vscode.Webview, uris: readonly vscode.Uri[], ports: ReviewPorts) {
    this.#webview = webview;
    this.#ports = ports;
    this.#state = new ReviewState(uris);
    const { services, memory } = ports;
    if (uris.length > 1) this.#batch = this.#disposables.add(new BatchFiles(this.#state, memory, () => this.#show()));
    this.#disposables.add(
      webview.onDidReceiveMessage((value: unknown) => {
        const message = parseReviewMessage(value);
        if (message !== undefined) void this.#receive(message);
      }),
    );
    this.#disposables.add(services.accounts.onDidChange(() => void this.#findAccount()));
    this.#disposables.add(vscode.workspace.onDidGrantWorkspaceTrust(() => this.#show()));
    void this.#findAccount();
    fillWebview(webview, services.context.extensionUri, 'review');
  }

  dispose(): void {
    this.#close();
    this.#disposables.dispose();
  }

  async #receive(message: ReviewMessage): Promise<void> {
    try {
      await this.#act(message);
    } catch (error) {
      if (!isCancelled(error)) this.#ports.services.report.error(error);
    }
  }

  async #act(message: ReviewMessage): Promise<void> {
    if (message.kind === 'ready') {
      if (message.saved !== undefined) this.#state.restore(message.saved);
      void this.#batch?.readAll();
      await this.#open();
    } else if (message.kind === 'rows') await this.#sendRows(message);
    else if (message.kind === 'copy') await this.#copy(message.rows);
    else if (message.kind === 'analyse') await this.#analyse();
    else if (message.kind === 'signIn') await vscode.commands.executeCommand('matter.signIn');
    else if (message.kind === 'file') await this.#choose(message.file);
    else await this.#change(message);
  }

  async #change(message: ReviewMessage): Promise<void> {
    if (message.kind === 'check') this.#state.check(message.file, message.isChecked);
    else if (message.kind === 'externalId' && isExternalId(message.text)) this.#state.externalId = message.text;
    else if (message.kind === 'repair') {
      this.#state.choices = { ...this.#state.choices, [message.name]: message.isChosen };
      await this.#reread();
    } else if (message.kind === 'forget') await this.#forget();
    else await this.#map(message);
    this.#show();
  }

  async #choose(file: number): Promise<void> {
    if (this.#state.uris[file] === undefined || file === this.#state.current) return;
    this.#state.current = file;
    await this.#open();
  }

  /** Reads the current file from its bytes. */
  async #open(): Promise<void> {
    this.#close();
    const uri = this.#state.currentUri;
    if (uri === undefined) return;
    const version = ++this.#version;
    const file = new ReviewedFile(uri, this.#ports.memory);
    this.#file = file;
    this.#watcher = this.#watch(uri);
    this.#memory = undefined;
    this.#setStatus({ kind: 'reading', rows: 0 });
    try {
      const opened = await file.open(this.#state.mappingOf(uri), this.#state.choices, (rows) => {
        if (version === this.#version) this.#setStatus({ kind: 'reading', rows });
      });
      if (version !== this.#version) return;
      if (opened.isRecalled) this.#memory = 'recalled';
      this.#read(opened.review);
    } catch (error) {
      if (isCancelled(error) || version !== this.#version) return;
      if (!(error instanceof AppError)) throw error;
      this.#setStatus({ kind: 'refused', message: error.message });
    }
  }

  #close(): void {
    this.#version++;
    this.#watcher?.dispose();
    if (this.#file !== undefined) this.#ports.onFindings(this.#file.uri, []);
    this.#file?.dispose();
    this.#file = undefined;
  }

  /** The file has changed on the disk: it is read anew, as the user said. */
  #watch(uri: vscode.Uri): vscode.Disposable {
    const pattern = new vscode.RelativePattern(vscode.Uri.joinPath(uri, '..'), fileName(uri));
    const watcher = vscode.workspace.createFileSystemWatcher(pattern, false, false, true);
    const reopen = (): void => {
      void this.#batch?.readAll();
      void this.#open().catch((error: unknown) => {
        this.#ports.services.report.error(error);
      });
    };
    watcher.onDidChange(reopen);
    watcher.onDidCreate(reopen);
    return watcher;
  }

  async #map(message: ReviewMessage): Promise<void> {
    const uri = this.#state.currentUri;
    if (uri === undefined || this.#status.kind !== 'read') return;
    const { review } = this.#status;
    const mapping = changedMapping(review, message);
    if (mapping === undefined) return;
    this.#state.map(uri, mapping);
    if (isAboutColumns(message)) {
      const isKept = await this.#ports.memory.remember(review, mapping);
      this.#memory = isKept ? 'remembered' : undefined;
    }
    await this.#reread();
  }

  async #forget(): Promise<void> {
    const uri = this.#state.currentUri;
    if (uri === undefined || this.#status.kind !== 'read') return;
    await this.#ports.memory.remember(this.#status.review, {});
    this.#memory = undefined;
    this.#state.map(uri, {});
    await this.#reread();
  }

  /** The same cells, read otherwise. */
  async #reread(): Promise<void> {
    const file = this.#file;
    if (file === undefined || this.#status.kind !== 'read') return;
    void this.#batch?.readAll();
    const mapping: Mapping = this.#state.mappingOf(file.uri) ?? this.#status.review.mapping;
    const version = ++this.#version;
    const review = await file.thread.ask('review', mapping, this.#state.choices);
    if (version === this.#version) this.#read(review);
  }

  #read(review: Review): void {
    this.#parts = review.parts.map(() => undefined);
    if (this.#file !== undefined) this.#ports.onFindings(this.#file.uri, review.findings);
    this.#setStatus({ kind: 'read', review });
    void this.#lookAhead(review).catch((error: unknown) => {
      if (!isCancelled(error)) this.#ports.services.report.quiet(error);
    });
  }

  /** What each answer and each part would send, one after the other: rows are asked for in between. */
  async #lookAhead({ questions, parts, outcome }: Review): Promise<void> {
    const version = this.#version;
    const previews: (Outcome | undefined)[][] = questions.map(() => []);
    for (const [question, { answers }] of questions.entries())
      for (const answer of answers.keys()) {
        const preview = await this.#file?.thread.ask('preview', question, answer);
        if (version !== this.#version) return;
        previews[question]?.push(preview);
        this.#post({ kind: 'previews', version, previews });
      }
    if (outcome.portfolios !== undefined) await this.#lookAtParts(parts.length, version);
  }

  async #lookAtParts(count: number, version: number): Promise<void> {
    for (let index = 0; index < count; index++) {
      const part = await this.#file?.thread.ask('part', index);
      if (version !== this.#version) return;
      this.#parts[index] = part;
      this.#show();
    }
  }

  async #sendRows({ version, first, end }: Extract<ReviewMessage, { kind: 'rows' }>): Promise<void> {
    if (version !== this.#version || this.#status.kind !== 'read') return;
    const rows = await this.#file?.thread.ask('rows', first, end);
    if (rows !== undefined && version === this.#version) this.#post({ kind: 'rows', version, first, rows });
  }

  async #copy(rows: readonly number[]): Promise<void> {
    const text = await this.#file?.thread.ask('copied', rows);
    if (text !== undefined) await vscode.env.clipboard.writeText(text);
  }

  async #analyse(): Promise<void> {
    const uri = this.#state.currentUri;
    if (uri === undefined || this.#file === undefined) return;
    const files = this.#batch?.submissions ?? [{ uri, submissions: await this.#file.thread.ask('submissions') }];
    const { choices: repairs, externalId } = this.#state;
    const options = this.#batch === undefined ? { repairs, externalId } : { repairs };
    if (await this.#ports.submit(files, options)) this.#state.renewExternalId();
    this.#show();
  }

  #setStatus(status: ReviewStatus): void {
    this.#status = status;
    this.#show();
  }

  async #findAccount(): Promise<void> {
    this.#account = (await this.#ports.services.accounts.active())?.label;
    this.#show();
  }

  #show(): void {
    this.#post(this.#message());
  }

  #message(): ReviewHostMessage {
    const files = this.#batch?.files ?? [];
    const uri = this.#state.currentUri;
    const context = {
      status: this.#status,
      files,
      parts: this.#parts,
      account: this.#account,
      isTrusted: vscode.workspace.isTrusted,
    };
    return {
      kind: 'review',
      strings: translated(reviewStrings),
      locale: vscode.env.language,
      name: uri === undefined ? '' : fileName(uri),
      files,
      current: this.#state.current,
      status: this.#status,
      parts: this.#parts,
      version: this.#version,
      submit: submitOf(context),
      memory: this.#memory,
      externalId: this.#batch === undefined ? this.#state.externalId : undefined,
      saved: this.#state.saved,
    };
  }

  #post(message: ReviewHostMessage): void {
    void this.#webview.postMessage(message);
  }
}
