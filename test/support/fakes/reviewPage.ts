import type { Page } from 'playwright-core';
import type { Review } from '../../../src/core/analysis/review.ts';
import { changedMapping } from '../../../src/core/analysis/reviewMapping.ts';
import { parseReviewMessage, type ReviewHostMessage } from '../../../src/core/analysis/reviewMessage.ts';
import { ReviewSession } from '../../../src/core/analysis/reviewSession.ts';
import { reviewStrings } from '../../../src/core/analysis/reviewStrings.ts';
import { readWorkbook } from '../../../src/core/portfolio/readWorkbook.ts';

/** A page with the built review of a file, and the session that answers it as the extension's thread does. */
export class ReviewFixture {
  readonly #page: Page;
  readonly #session: ReviewSession;
  readonly #name: string;
  /** What the page has said, each parsed as the extension does. */
  readonly received: string[] = [];
  #review: Review;
  #version = 1;

  private constructor(page: Page, name: string, session: ReviewSession) {
    this.#page = page;
    this.#name = name;
    this.#session = session;
    this.#review = session.review({}, {});
  }

  static async open(page: Page, name: string, bytes: Uint8Array): Promise<ReviewFixture> {
    const fixture = new ReviewFixture(page, name, new ReviewSession(await readWorkbook(bytes, name)));
    await page.exposeFunction('say', (value: unknown) => fixture.#receive(value));
    await page.setContent('<!DOCTYPE html><html lang="en"><head><title>Review</title></head><body></body></html>');
    await page.addStyleTag({ path: 'dist/webview/style.css' });
    await page.evaluate(
      'globalThis.acquireVsCodeApi = () => ({ postMessage: say, setState: () => undefined, getState: () => undefined });',
    );
    await page.addScriptTag({ path: 'dist/webview/review.js' });
    return fixture;
  }

  /** As the extension would send it. */
  get message(): ReviewHostMessage {
    return {
      kind: 'review',
      strings: reviewStrings,
      locale: 'en',
      name: this.#name,
      files: [],
      current: 0,
      status: { kind: 'read', review: this.#review },
      parts: [],
      version: this.#version,
      submit: { label: 'Analyse', wantsSignIn: false, account: 'Test' },
      memory: undefined,
      externalId: 'EX-1',
      saved: { uris: [], current: 0, mappings: {}, choices: {}, leftOutFiles: [] },
    };
  }

  async show(): Promise<void> {
    await this.#post(this.message);
  }

  async #receive(value: unknown): Promise<void> {
    const message = parseReviewMessage(value);
    if (message === undefined) throw new Error(`The page says what is no message: ${JSON.stringify(value)}`);
    this.received.push(message.kind);
    const { version } = message as { version?: number };
    if (message.kind === 'rows' && version === this.#version) {
      const rows = this.#session.rows(message.first, message.end);
      await this.#post({ kind: 'rows', version: this.#version, first: message.first, rows });
    }
    const mapping = changedMapping(this.#review, message);
    const { choices } = this.#review;
    if (mapping === undefined && message.kind !== 'repair') return;
    const changed = message.kind === 'repair' ? { ...choices, [message.name]: message.isChosen } : choices;
    this.#review = this.#session.review(mapping ?? this.#review.mapping, changed);
    this.#version++;
    await this.show();
  }

  async #post(message: ReviewHostMessage): Promise<void> {
    const show = "(data) => dispatchEvent(new MessageEvent('message', { data }))";
    await this.#page.evaluate(`(${show})(${JSON.stringify(message)})`);
  }
}
