import { setTimeout as delay } from 'node:timers/promises';
import type { Frame, Locator, Page } from 'playwright-core';
import { fillInput, pickItem, quickInput, runCommand, screenshot, waitForActivityBar } from './browser.ts';

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
      .click();
  }

  /** Into the editor, right after a text of one word. */
  async placeCursorAfter(text: string): Promise<void> {
    await this.page.locator('.editor-instance .view-line', { hasText: text }).first().click();
    await this.page.keyboard.press('End');
  }

  /** Of a file or folder in the Explorer. */
  async chooseFromExplorer(name: string, label: string): Promise<void> {
    await (await this.#explorerRow(name)).click({ button: 'right' });
    await this.chooseFromMenu(label);
  }

  /** In VS Code's own editor of texts: one that was open as a page before comes back so, but not from the Explorer. */
  async openAsText(name: string): Promise<void> {
    await (await this.#explorerRow(name)).dblclick();
    await this.expectText('.tab.active', name);
    await this.page.locator('.editor-instance .view-line').first().waitFor();
  }

  async #explorerRow(name: string): Promise<Locator> {
    const explorer = this.page.locator('.explorer-folders-view');
    // A click on the view that is shown would hide it.
    if (!(await explorer.isVisible())) await (await waitForActivityBar(this.page, 'Explorer')).click();
    const rows = explorer.locator('.monaco-list-row');
    await rows.filter({ hasText: name }).first().waitFor();
    await untilStill(rows);
    return rows.filter({ hasText: name }).first();
  }

  /** VS Code takes no click in the first moment of a menu: until it does, the menu stays. */
  async chooseFromMenu(label: string): Promise<void> {
    const item = this.page.locator('.monaco-menu .action-label', { hasText: label }).first();
    await item.waitFor();
    for (let tries = 0; tries < 40 && (await item.isVisible()); tries++) {
      await item.click({ timeout: 1000 }).catch(() => undefined);
      await item.waitFor({ state: 'detached', timeout: 500 }).catch(() => undefined);
    }
    await item.waitFor({ state: 'detached' });
  }

  /** The frame of the view that shows this element. */
  async viewWith(selector: string): Promise<Frame> {
    for (let tries = 0; tries < 600; tries++) {
      for (const frame of this.page.frames()) {
        if (frame === this.page.mainFrame()) continue;
        const isShown = await frame
          .locator(selector)
          .first()
          .isVisible()
          .catch(() => false);
        if (isShown) return frame;
      }
      await delay(200);
    }
    throw new Error(`No view shows ${selector}.`);
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
    await this.page.locator(selector, { hasText: text }).first().waitFor();
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

/** Files that were just saved move the rows of a tree: until three looks in a row see the same. */
async function untilStill(rows: Locator): Promise<void> {
  let before = '';
  for (let [tries, same] = [0, 0]; tries < 200 && same < 3; tries++) {
    const now = (await rows.allInnerTexts()).join('\n');
    same = now === before ? same + 1 : 0;
    before = now;
    await delay(100);
  }
}
