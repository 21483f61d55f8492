import type { Locator, Page } from 'playwright-core';
import { fillInput, pickItem, quickInput, runCommand, screenshot } from './browser.ts';

/** A real workbench, driven and looked at as a user does. */
export class Workbench {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get lenses(): Locator {
    return this.page.locator('.codelens-decoration a');
  }

  treeRow(text: string): Locator {
    return this.page.locator('.pane-body .monaco-list-row', { hasText: text }).first();
  }

  historyRow(text: string): Locator {
    return this.page.locator('.pane', { hasText: 'History' }).locator('.monaco-list-row', { hasText: text }).first();
  }

  /** Opens a file of the workspace by its name. */
  async open(name: string): Promise<void> {
    await this.page.keyboard.press('Control+p');
    await quickInput(this.page).fill(name);
    await pickItem(this.page, name);
    await this.expectText('.tab.active', name);
  }

  /** The tab with this title comes to the front. */
  async focus(title: string): Promise<void> {
    await this.page.locator('.tab', { hasText: title }).first().click();
    await this.expectText('.tab.active', title);
  }

  /** The Send above the request with this index. */
  async clickSend(index: number): Promise<void> {
    await this.lenses
      .filter({ hasText: /^\s*Send\s*$/ })
      .nth(index)
      .click({ timeout: 20_000 });
  }

  /** Into the editor, right after a text of one word. */
  async placeCursorAfter(text: string): Promise<void> {
    await this.page.locator('.editor-instance .view-line', { hasText: text }).first().click();
    await this.page.keyboard.press('End');
  }

  runCommand(title: string): Promise<void> {
    return runCommand(this.page, title);
  }

  pick(label: string): Promise<void> {
    return pickItem(this.page, label);
  }

  /** Fills the input box of this title and accepts it. */
  enter(title: string, text: string): Promise<void> {
    return fillInput(this.page, text, title);
  }

  async expectText(selector: string, text: string): Promise<void> {
    await this.page.locator(selector, { hasText: text }).first().waitFor({ timeout: 20_000 });
  }

  /** A tab whose title holds `title`, and an editor that shows `text`. */
  async expectEditor(title: string, text: string): Promise<void> {
    await this.expectText('.tab', title);
    await this.expectText('.editor-instance .view-lines', text);
  }

  async screenshot(name: string): Promise<void> {
    await screenshot(this.page, name);
  }
}
