import type { Page } from 'playwright-core';
import type { Review } from '../../../src/core/analysis/review.ts';
import { changedMapping } from '../../../src/core/analysis/reviewMapping.ts';
import { parseReviewMessage, type ReviewHostMessage } from '../../../src/core/analysis/reviewMessage.ts';
import { ReviewSession } from '../../../src/core/analysis/reviewSession.ts';
import { reviewStrings } from '../../../src/core/analysis/reviewStrings.ts';
import type { Mapping } from '../../../src/core/portfolio/mapping.ts';
import { readWorkbook } from '../../../src/core/portfolio/readWorkbook.ts';
import type { RepairChoices } from '../../../src/core/portfolio/repairs.ts';

/** A page with the built review of a file, and the session that answers it as the extension's thread does. */
export class ReviewFixture {
  readonly #page: Page;
  readonly #session: ReviewSession;
  readonly #name: string;
  /** What the page has said, each parsed as the extension does. */
  readonly received: string[] = [];
  #review: Review | undefined;
  #version = 0;

  private constructor(page: Page, name: string, session: ReviewSession) {
    this.#page = page;
    this.#name = name;
    this.#session = session;
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

  /** The file read for a mapping, and shown as the extension would. */
  async show(mapping: Mapping = {}, choices: RepairChoices = {}): Promise<void> {
    const review = this.#session.review(mapping, choices);
    this.#review = review;
    this.#version++;
    await this.#post({
      kind: 'review',
      strings: reviewStrings,
      locale: 'en',
      name: this.#name,
      files: [],
      current: 0,
      status: { kind: 'read', review },
      parts: [],
      version: this.#version,
      submit: { label: 'Analyse', wantsSignIn: false, account: 'Test' },
      memory: undefined,
      externalId: 'EX-1',
      saved: { uris: [], current: 0, mappings: {}, choices: {}, leftOutFiles: [] },
    });
  }

  async #receive(value: unknown): Promise<void> {
    const message = parseReviewMessage(value);
    if (message === undefined) throw new Error(`The page says what is no message: ${JSON.stringify(value)}`);
    this.received.push(message.kind);
    if (message.kind === 'rows' && message.version === this.#version) {
      const rows = this.#session.rows(message.first, message.end);
      await this.#post({ kind: 'rows', version: this.#version, first: message.first, rows });
    }
    if (this.#review === undefined) return;
    const { mapping: before, choices } = this.#review;
    const mapping = changedMapping(this.#review, message);
    if (message.kind === 'repair') await this.show(before, { ...choices, [message.name]: message.isChosen });
    else if (mapping !== undefined) await this.show(mapping, choices);
  }

  async #post(message: ReviewHostMessage): Promise<void> {
    const show = "(data) => dispatchEvent(new MessageEvent('message', { data }))";
    await this.#page.evaluate(`(${show})(${JSON.stringify(message)})`);
  }
}
