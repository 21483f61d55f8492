// A part of `npm run test:ui`: portfolio files on the page where they are looked at before they are sent.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { CountingSandbox } from '../support/servers/countingSandbox.ts';
import { waitForActivityBar } from './browser.ts';
import { portfolioFiles as files, reviewOf, submitButton } from './reviewPages.ts';
import { checkAccessibility } from './viewChecks.ts';
import type { Workbench } from './workbench.ts';

/** In a browser VS Code writes down what a page keeps every five seconds; on a desktop, when it ends. */
const storageMs = 7000;

/** Signed in, with the files in the folder that is open. */
export async function reviews(workbench: Workbench, sandbox: CountingSandbox, folder: string): Promise<void> {
  await workbench.runCommand('View: Close All Editors');
  await waysIn(workbench);
  await mapByMouse(workbench);
  await mapByKeyboard(workbench);
  await split(workbench, sandbox);
  await weightsFromValues(workbench);
  await changeOnDisk(workbench, folder);
  await large(workbench);
  await refused(workbench);
  await batch(workbench);
  await lookAround(workbench);
}
/** Explorer, editor title, its menu, palette, Reopen Editor With, and a drop on the view. */
async function waysIn(workbench: Workbench): Promise<void> {
  const { page } = workbench;
  await workbench.chooseFromExplorer('fund-2.csv', 'Analyse Portfolio…');
  await reviewOf(workbench, 'fund-2.csv');
  await workbench.runCommand('View: Close All Editors');
  await workbench.openAsText('fund-2.csv');
  await page.locator('.editor-actions .action-label[aria-label*="Analyse Portfolio"]').first().click();
  await reviewOf(workbench, 'fund-2.csv');
  await workbench.runCommand('View: Close All Editors');
  await workbench.openAsText('fund-2.csv');
  await page.locator('.tab.active', { hasText: 'fund-2.csv' }).click({ button: 'right' });
  await workbench.chooseFromMenu('Analyse Portfolio…');
  await reviewOf(workbench, 'fund-2.csv');
  await workbench.runCommand('View: Close All Editors');
  await workbench.openAsText('fund-2.csv');
  await workbench.runCommand('Matter: Analyse Portfolio…');
  await reviewOf(workbench, 'fund-2.csv');
  await workbench.runCommand('View: Close All Editors');
  await workbench.openAsText('fund-2.csv');
  await workbench.runCommand('View: Reopen Editor With...');
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Portfolio Review' }).first().click();
  await reviewOf(workbench, 'fund-2.csv');
  await workbench.runCommand('View: Close All Editors');
  await drop(workbench, 'fund-2.csv');
  await reviewOf(workbench, 'fund-2.csv');
  await workbench.runCommand('View: Close All Editors');
}

/** From a tab onto the view, as from the Explorer where that stands beside it. */
async function drop(workbench: Workbench, name: string): Promise<void> {
  const { page } = workbench;
  await workbench.openAsText(name);
  await (await waitForActivityBar(page, 'Matter')).click();
  const target = page.locator('.pane', { hasText: 'Analyses' }).locator('.monaco-list-row').first();
  await target.waitFor();
  await page.locator('.tab.active', { hasText: name }).dragTo(target);
}

/** Columns by their headers, a finding, a choice; the mapping is remembered for the file of the next month. */
async function mapByMouse(workbench: Workbench): Promise<void> {
  await workbench.chooseFromExplorer('fund.csv', 'Analyse Portfolio…');
  const frame = await reviewOf(workbench, 'fund.csv');
  const forget = frame.getByRole('button', { name: 'Forget it' });
  if ((await forget.count()) > 0) await forget.click(); // of another walk
  await frame.locator('.question').waitFor();
  assert.equal(await submitButton(frame).getAttribute('aria-disabled'), 'true');
  await frame.locator('#submit-reason', { hasText: 'One question is open' }).waitFor();
  await workbench.screenshot('review-question');
  await frame.locator('.header button', { has: frame.locator('.title', { hasText: 'Now' }) }).click();
  await frame.getByRole('menu').waitFor();
  await workbench.screenshot('review-menu');
  await frame.getByRole('menuitemradio', { name: 'Weight', exact: true }).click();
  await frame.getByText('Your choice is remembered').waitFor();
  await checkAccessibility(frame, 'review, asked');
  if ((await frame.locator('.question').count()) > 0) await frame.locator('.answer', { hasText: 'percent' }).click();
  await frame.locator('#submit-reason', { hasText: 'Row 5' }).waitFor();
  await workbench.screenshot('review-finding');
  await frame.locator('.findings .jump').first().click();
  await frame.locator('.about-row', { hasText: 'check digit' }).waitFor();
  await frame.locator('.cell.active', { hasText: 'US0378331006' }).waitFor();
  const drops = frame.getByRole('switch', { name: 'Drop rows with errors' });
  await frame.locator('.switch', { hasText: '4 → 3 holdings' }).waitFor();
  await drops.check();
  await frame.locator('.row.left-out', { hasText: 'US0378331006' }).waitFor();
  await submitButton(frame).filter({ hasText: 'Analyse 3 Holdings' }).waitFor();
  assert.equal(await submitButton(frame).getAttribute('aria-disabled'), 'false');
  await workbench.screenshot('review-dropped');
  await checkAccessibility(frame, 'review');
  await problems(workbench);
  await workbench.chooseFromExplorer('other-month.csv', 'Analyse Portfolio…');
  const next = await reviewOf(workbench, 'other-month.csv');
  await next.getByText('as you chose them for an earlier file').waitFor();
  await submitButton(next).filter({ hasText: 'Analyse 2 Holdings' }).waitFor();
  await workbench.screenshot('review-recalled');
  await next.getByRole('button', { name: 'Forget it' }).click();
  await next.locator('.note').waitFor({ state: 'detached' });
  await workbench.runCommand('View: Close All Editors');
}

/** The same file as text: what was found is marked there. */
async function problems(workbench: Workbench): Promise<void> {
  await workbench.openAsText('fund.csv');
  await workbench.page.locator('.editor-instance .squiggly-error').first().waitFor();
  await workbench.screenshot('review-problems');
}

/** Without a mouse: a header, its menu, a switch, the button. */
async function mapByKeyboard(workbench: Workbench): Promise<void> {
  const { page } = workbench;
  await workbench.chooseFromExplorer('fund.csv', 'Analyse Portfolio…');
  const frame = await reviewOf(workbench, 'fund.csv');
  await frame.locator('.question').waitFor();
  await frame.locator('.grid').focus();
  const expectActive = (id: string): Promise<void> => frame.locator(`.grid[aria-activedescendant="${id}"]`).waitFor();
  await page.keyboard.press('ArrowDown');
  await expectActive('cell-0-0');
  for (const key of ['ArrowUp', 'ArrowRight', 'ArrowRight']) await page.keyboard.press(key);
  await expectActive('head-2');
  const width = async (): Promise<number> => (await frame.locator('#head-2').boundingBox())?.width ?? 0;
  const before = await width();
  await page.keyboard.press('Shift+ArrowRight');
  for (let tries = 0; tries < 100 && (await width()) <= before; tries++) await delay(100);
  assert.ok((await width()) > before, 'Shift and an arrow widen the column');
  await page.keyboard.press('Enter');
  await frame.getByRole('menu').waitFor();
  await page.keyboard.press('Escape');
  await expectActive('head-2');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await frame.getByText('Your choice is remembered').waitFor();
  const answer = frame.locator('.answer', { hasText: 'percent' });
  if ((await answer.count()) > 0) await answer.press('Enter');
  const drops = frame.getByRole('switch', { name: 'Drop rows with errors' });
  await drops.focus();
  await page.keyboard.press('Space');
  await submitButton(frame).filter({ hasText: 'Analyse 3 Holdings' }).waitFor();
  await frame.locator('[data-id=switch-dropBadRows]:focus').waitFor();
  await frame.locator('.grid').focus();
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Control+c');
  const clipboard = (): Promise<string> => page.evaluate<string>('navigator.clipboard.readText()');
  for (let tries = 0; tries < 100 && !(await clipboard()).startsWith('Paper\t'); tries++) await delay(100);
  assert.equal(await clipboard(), 'Paper\tNow\tBefore\nUS0378331005\t12,3\t10');
  await workbench.runCommand('View: Close All Editors');
}

/** Each fund an analysis of its own. */
async function split(workbench: Workbench, sandbox: CountingSandbox): Promise<void> {
  await workbench.chooseFromExplorer('funds.csv', 'Analyse Portfolio…');
  const frame = await reviewOf(workbench, 'funds.csv');
  await frame.locator('.question .answer .detail', { hasText: '2 portfolios' }).waitFor();
  await workbench.screenshot('review-split-question');
  await frame.locator('.answer', { hasText: 'Fund' }).click();
  await submitButton(frame).filter({ hasText: 'Analyse 2 Portfolios' }).waitFor();
  await frame.locator('.parts label', { hasText: 'Global' }).waitFor();
  await workbench.screenshot('review-split');
  await frame.getByLabel('Global').check();
  await submitButton(frame).filter({ hasText: 'Analyse 3 Holdings' }).waitFor();
  await frame.locator('.row.left-out', { hasText: 'Nordic' }).first().waitFor();
  await workbench.screenshot('review-split-part');
  await frame.getByLabel('All 2 portfolios').check();
  await submitButton(frame).filter({ hasText: 'Analyse 2 Portfolios' }).waitFor();
  const before = sandbox.made.size;
  await submitButton(frame).click();
  for (let tries = 0; tries < 600 && sandbox.made.size < before + 2; tries++) await delay(100);
  assert.equal(sandbox.made.size, before + 2);
  const bodies = [...sandbox.made.values()].slice(-2).map(([body = '']) => body);
  assert.deepEqual(bodies.map((body) => (JSON.parse(body) as { holdings: unknown[] }).holdings.length).sort(), [2, 3]);
  sandbox.finishJobs();
  await workbench.runCommand('View: Close All Editors');
}

async function weightsFromValues(workbench: Workbench): Promise<void> {
  await workbench.chooseFromExplorer('values.csv', 'Analyse Portfolio…');
  const frame = await reviewOf(workbench, 'values.csv');
  await frame.locator('.question .answer', { hasText: 'Market value' }).first().click();
  await submitButton(frame).filter({ hasText: 'Analyse 2 Holdings' }).waitFor();
  await frame.locator('.not-sent .jump', { hasText: 'cash' }).click();
  await workbench.screenshot('review-values');
  await workbench.runCommand('View: Close All Editors');
}

/** The file is written by another program meanwhile. */
async function changeOnDisk(workbench: Workbench, folder: string): Promise<void> {
  await workbench.chooseFromExplorer('fund-2.csv', 'Analyse Portfolio…');
  const frame = await reviewOf(workbench, 'fund-2.csv');
  await submitButton(frame).filter({ hasText: 'Analyse 3 Holdings' }).waitFor();
  writeFileSync(join(folder, 'fund-2.csv'), `${files['fund-2.csv'] ?? ''}DE0001102580,0.05\n`);
  await submitButton(frame).filter({ hasText: 'Analyse 4 Holdings' }).waitFor();
  writeFileSync(join(folder, 'fund-2.csv'), files['fund-2.csv'] ?? '');
  await submitButton(frame).filter({ hasText: 'Analyse 3 Holdings' }).waitFor();
  await workbench.runCommand('View: Close All Editors');
}

/** 100,000 rows: to the end and back, and the window reloaded in the middle. */
async function large(workbench: Workbench): Promise<void> {
  const { page } = workbench;
  await workbench.chooseFromExplorer('large.csv', 'Analyse Portfolio…');
  const frame = await reviewOf(workbench, 'large.csv');
  await submitButton(frame).filter({ hasText: 'Analyse 100,000 Holdings' }).waitFor();
  await frame.locator('.grid').focus();
  await page.keyboard.press('Control+End');
  await frame.locator('.cell', { hasText: /^100001$/ }).waitFor();
  await workbench.screenshot('review-large-end');
  assert.ok((await frame.locator('.body .row').count()) < 100, 'only the rows that are seen exist');
  await frame.evaluate("document.querySelector('.grid').scrollTop = 1_200_000");
  await frame.locator('.cell', { hasText: /^50020$/ }).waitFor();
  const externalId = await frame.locator('[data-id=external-id]').inputValue();
  await delay(storageMs);
  await page.reload();
  await waitForActivityBar(page, 'Matter');
  const again = await reviewOf(workbench, 'large.csv');
  await again.locator('.cell', { hasText: /^50020$/ }).waitFor();
  assert.equal(await again.locator('[data-id=external-id]').inputValue(), externalId);
  await workbench.screenshot('review-large-reloaded');
  await workbench.runCommand('View: Close All Editors');
}

/** What is no portfolio says so, and a bomb ends in a sentence while the window stays live. */
async function refused(workbench: Workbench): Promise<void> {
  await workbench.chooseFromExplorer('login.xlsx', 'Analyse Portfolio…');
  const frame = await reviewOf(workbench, 'login.xlsx');
  await frame.locator('.refused').waitFor();
  await workbench.screenshot('review-refused');
  await workbench.runCommand('View: Close All Editors');
  await workbench.chooseFromExplorer('commas.csv', 'Analyse Portfolio…');
  await workbench.expectText('.tab.active', 'commas.csv');
  const start = performance.now();
  await workbench.runCommand('View: Toggle Primary Side Bar Visibility'); // the window answers meanwhile
  await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
  const bomb = await reviewOf(workbench, 'commas.csv');
  console.log(`A line of 45 million commas: ${(performance.now() - start).toFixed(0)} ms to its sentence`);
  await bomb.locator('.refused, .reason').first().waitFor();
  await workbench.screenshot('review-bomb');
  await workbench.runCommand('View: Close All Editors');
}

/** A folder: the list in front, each file looked at, one left out. */
async function batch(workbench: Workbench): Promise<void> {
  await workbench.chooseFromExplorer('many', 'Analyse Portfolio…');
  await workbench.expectText('.tab.active', 'Analyse 3 Files');
  const frame = await workbench.viewWith('.files');
  await submitButton(frame).filter({ hasText: 'Analyse 2 of 3 Files' }).waitFor();
  await workbench.screenshot('review-batch');
  await checkAccessibility(frame, 'review of a batch');
  await frame.getByRole('switch', { name: 'Drop rows with errors' }).check();
  await submitButton(frame).filter({ hasText: 'Analyse 3 of 3 Files' }).waitFor();
  await frame.locator('.file-name', { hasText: 'good-2.csv' }).click();
  await frame.locator('h1', { hasText: 'good-2.csv' }).waitFor();
  await frame.getByRole('checkbox', { name: 'good-1.csv' }).uncheck();
  await submitButton(frame).filter({ hasText: 'Analyse 2 of 3 Files' }).waitFor();
  await delay(storageMs);
  await workbench.page.reload();
  await waitForActivityBar(workbench.page, 'Matter');
  const again = await workbench.viewWith('.files');
  await submitButton(again).filter({ hasText: 'Analyse 2 of 3 Files' }).waitFor();
  assert.equal(await again.getByRole('checkbox', { name: 'good-1.csv' }).isChecked(), false);
  await workbench.screenshot('review-batch-reloaded');
  await workbench.runCommand('View: Close All Editors');
}

/** Themes, a narrow window, and a zoom of 200 %, which halves the room. */
async function lookAround(workbench: Workbench): Promise<void> {
  const { page } = workbench;
  await workbench.chooseFromExplorer('fund.csv', 'Analyse Portfolio…');
  const frame = await reviewOf(workbench, 'fund.csv');
  await page.emulateMedia({ colorScheme: 'light' });
  await frame.locator('body.vscode-light').waitFor();
  await workbench.screenshot('review-light');
  await checkAccessibility(frame, 'review, light');
  await page.emulateMedia({ colorScheme: 'dark', forcedColors: 'active' });
  await frame.locator('body.vscode-high-contrast').waitFor();
  await frame.locator('.grid').focus();
  await page.keyboard.press('ArrowDown');
  await workbench.screenshot('review-high-contrast');
  await checkAccessibility(frame, 'review, high contrast');
  await page.emulateMedia({ colorScheme: 'dark', forcedColors: 'none' });
  await frame.locator('body.vscode-dark').waitFor();
  await page.setViewportSize({ width: 1100, height: 700 });
  await workbench.screenshot('review-1100');
  await page.setViewportSize({ width: 640, height: 400 });
  await workbench.screenshot('review-200-percent');
  await submitButton(frame).scrollIntoViewIfNeeded();
  assert.ok(await submitButton(frame).isVisible());
  await checkAccessibility(frame, 'review, 200 %');
  await page.setViewportSize({ width: 1280, height: 800 });
  await workbench.runCommand('View: Close All Editors');
}
