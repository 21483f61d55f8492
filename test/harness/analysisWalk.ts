// A part of `npm run test:ui`: from a portfolio file to its result, a comparison and an export.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Frame, Locator } from 'playwright-core';
import { waitForActivityBar } from './browser.ts';
import type { CountingSandbox } from '../support/servers/countingSandbox.ts';
import { reviewOf, submitButton } from './reviewPages.ts';
import { checkAccessibility, useKeyboard } from './viewChecks.ts';
import type { Workbench } from './workbench.ts';

/** Signed in, with the portfolio files in the folder that is open. */
export async function analyses(workbench: Workbench, folder: string, sandbox: CountingSandbox): Promise<void> {
  await workbench.runCommand('View: Close All Editors');
  await mapAndSend(workbench, sandbox);
  const first = await openResult(workbench, 'fund');
  await readTable(workbench, first);
  await useKeyboard(workbench, first);
  await checkAccessibility(first, 'table');
  await lookAtThemes(workbench, first);
  await exportFiles(workbench, first, folder);
  await reloadWhileWaiting(workbench, sandbox);
  await compareBoth(workbench, folder);
  await manage(workbench);
  await leaveWindow(workbench, sandbox);
  await analyseFolder(workbench, sandbox);
}

/** From the Explorer's menu: the weights are named, a row is dropped, the rest sent. */
async function mapAndSend(workbench: Workbench, sandbox: CountingSandbox): Promise<void> {
  const frame = await openReview(workbench, 'fund.csv');
  await frame.locator('.answer', { hasText: 'Now' }).click();
  await frame.locator('.answer', { hasText: 'percent' }).click();
  await frame.getByRole('switch', { name: 'Drop rows with errors' }).check();
  await send(frame, 'Analyse 3 Holdings');
  await analysisRow(workbench, 'waiting').waitFor();
  await workbench.screenshot('analysis-waiting');
  sandbox.finishJobs();
}

async function openReview(workbench: Workbench, name: string): Promise<Frame> {
  await workbench.chooseFromExplorer(name, 'Analyse Portfolio…');
  return reviewOf(workbench, name);
}

async function send(frame: Frame, label: string): Promise<void> {
  await submitButton(frame).filter({ hasText: label }).click();
}

function analysisRow({ page }: Workbench, text: string): Locator {
  return page.locator('.pane', { hasText: 'Analyses' }).locator('.monaco-list-row', { hasText: text }).first();
}

async function openResult(workbench: Workbench, name: string): Promise<Frame> {
  await analysisRow(workbench, 'ready').waitFor();
  await analysisRow(workbench, name).click();
  await workbench.expectText('.tab.active', name);
  return workbench.viewWith('[role=tab]');
}

/** Summary, sample mark, rows, sorting by a click, filter, groups, details. */
async function readTable(workbench: Workbench, frame: Frame): Promise<void> {
  await frame.getByText('Sample data from the sandbox').waitFor();
  await frame.getByText('3 of 3').waitFor();
  assert.equal(await frame.locator('.body .row').count(), 12);
  await workbench.screenshot('result-dark');
  await frame.locator('.header button', { hasText: 'Value' }).click();
  assert.equal(await frame.locator('[aria-sort="descending"]').innerText(), 'Value ↓');
  const values = (await frame.locator('.body .row .column-1').allInnerTexts()).map((text) =>
    Number(text.replaceAll(',', '')),
  );
  assert.deepEqual(
    values,
    values.toSorted((a, b) => b - a),
  );
  await frame.locator('input[type=search]').fill('sdg 13');
  await frame.getByText('1 of 12 metrics').waitFor();
  await frame.locator('input[type=search]').fill('nothing like this');
  await frame.getByText('No metric fits.').waitFor();
  await workbench.screenshot('result-nothing-found');
  await frame.locator('input[type=search]').fill('');
  await frame.getByLabel('Group by type').check();
  await frame.locator('.row.heading', { hasText: 'carbon (2)' }).waitFor();
  await frame.locator('.body .row', { hasText: 'Carbon intensity' }).click();
  await frame.locator('.details dd', { hasText: 'sample-carbon-intensity' }).waitFor();
  await workbench.screenshot('result-grouped');
  await frame.getByLabel('Group by type').uncheck();
}

/** The charts, and both pages in light and high contrast; each checked with axe. */
async function lookAtThemes(workbench: Workbench, frame: Frame): Promise<void> {
  const { page } = workbench;
  const charts = frame.getByRole('tab', { name: 'Charts' });
  const table = frame.getByRole('tab', { name: 'Table' });
  await charts.click();
  await frame.locator('.picture svg').waitFor();
  await workbench.screenshot('charts-dark');
  await checkAccessibility(frame, 'charts');
  await page.emulateMedia({ colorScheme: 'light' });
  await page.locator('.monaco-workbench.vs').waitFor();
  await frame.locator('body.vscode-light').waitFor();
  await workbench.screenshot('charts-light');
  await table.click();
  await workbench.screenshot('result-light');
  await checkAccessibility(frame, 'table, light');
  await page.emulateMedia({ colorScheme: 'dark', forcedColors: 'active' });
  await page.locator('.monaco-workbench.hc-black').waitFor();
  await frame.locator('body.vscode-high-contrast').waitFor();
  await workbench.screenshot('result-high-contrast');
  await checkAccessibility(frame, 'table, high contrast');
  await charts.click();
  await workbench.screenshot('charts-high-contrast');
  await page.emulateMedia({ colorScheme: 'dark', forcedColors: 'none' });
  await page.locator('.monaco-workbench.vs-dark').waitFor();
}

async function exportFiles(workbench: Workbench, frame: Frame, folder: string): Promise<void> {
  await frame.getByRole('button', { name: 'Export SVG…' }).click();
  await save(workbench, 'fund.svg');
  assert.match(readFileSync(join(folder, 'fund.svg'), 'utf8'), /^<svg .*Sample data from the sandbox/s);
  await frame.getByRole('button', { name: 'Export PNG…' }).click();
  await save(workbench, 'fund.png');
  assert.equal(readFileSync(join(folder, 'fund.png')).subarray(1, 4).toString(), 'PNG');
  await frame.getByRole('tab', { name: 'Table' }).click();
  await frame.getByRole('button', { name: 'Export JSON…' }).click();
  await save(workbench, 'fund.json');
  assert.match(readFileSync(join(folder, 'fund.json'), 'utf8'), /"sample_data":true/);
}

async function save(workbench: Workbench, name: string): Promise<void> {
  const input = workbench.page.locator('.quick-input-widget:visible input').first();
  for (let tries = 0; tries < 600 && !(await input.inputValue()).endsWith(name); tries++) await delay(100);
  assert.ok((await input.inputValue()).endsWith(`/sample/${name}`), await input.inputValue());
  await input.press('Enter');
  await workbench.expectText('.notification-toast', `Saved ${name}`);
  await workbench.runCommand('Notifications: Clear All Notifications');
}

/** The second portfolio; the window is reloaded while it waits, and the new one goes on. */
async function reloadWhileWaiting(workbench: Workbench, sandbox: CountingSandbox): Promise<void> {
  const { page } = workbench;
  await send(await openReview(workbench, 'fund-2.csv'), 'Analyse 3 Holdings');
  await analysisRow(workbench, 'waiting').waitFor();
  await page.reload();
  const matter = await waitForActivityBar(page, 'Matter');
  const explorer = page.locator('.explorer-folders-view');
  await explorer
    .or(page.locator('.pane', { hasText: 'Analyses' }))
    .first()
    .waitFor();
  // Which view was shown last is written down after a while: another one may be back.
  if (await explorer.isVisible()) await matter.click();
  await analysisRow(workbench, 'fund-2').waitFor();
  await workbench.screenshot('analysis-after-reload');
  sandbox.finishJobs();
  await page
    .locator('.pane', { hasText: 'Analyses' })
    .locator('.monaco-list-row', { hasText: 'fund-2' })
    .filter({ hasText: 'ready' })
    .first()
    .waitFor();
  const frame = await workbench.viewWith('[role=tab]'); // it came back with the window
  await frame.getByRole('heading', { name: 'fund' }).waitFor();
}

/** Sent again from the menu, and the window left: VS Code tells when it is ready. */
async function leaveWindow(workbench: Workbench, sandbox: CountingSandbox): Promise<void> {
  const { page } = workbench;
  await analysisRow(workbench, 'fund').click({ button: 'right' });
  await workbench.chooseFromMenu('Analyse Again');
  await analysisRow(workbench, 'waiting').waitFor();
  // As the workbench sees it when another window comes to the front.
  await page.evaluate("document.hasFocus = () => false; dispatchEvent(new Event('blur'))");
  sandbox.finishJobs();
  await workbench.expectText('.notification-toast', 'The analysis of fund is ready.');
  await workbench.screenshot('ready-notification');
  await page.evaluate("delete document.hasFocus; dispatchEvent(new Event('focus'))");
  await page.locator('.notification-toast').getByRole('button', { name: 'Open Result' }).click();
  await workbench.expectText('.tab.active', 'fund');
}

async function compareBoth(workbench: Workbench, folder: string): Promise<void> {
  const { page } = workbench;
  await workbench.runCommand('View: Close All Editors');
  await workbench.runCommand('Matter: Compare Results…');
  await workbench.expectText('.quick-input-widget', 'Compare With');
  for (const name of ['fund-2', 'fund']) await workbench.pick(name);
  await workbench.screenshot('compare-pick');
  await page.keyboard.press('Enter');
  await workbench.expectText('.tab.active', '↔');
  const frame = await workbench.viewWith('h1');
  await frame.getByText('compared with').waitFor();
  assert.equal(await frame.locator('.body .row').count(), 12);
  await workbench.screenshot('comparison-dark');
  await checkAccessibility(frame, 'comparison');
  await frame.getByLabel('Same within, in percent').fill('100');
  await frame.getByLabel('Same within, in percent').press('Enter');
  await frame.locator('.body .row', { hasText: 'same' }).first().waitFor();
  await frame.getByRole('button', { name: 'Export CSV…' }).click();
  await save(workbench, 'fund-vs-fund-2.csv');
  assert.match(readFileSync(join(folder, 'fund-vs-fund-2.csv'), 'utf8'), /relative fund-2,change/);
}

/** A second time the same holdings: the result that is there is offered. Then the metrics below a job, and its end. */
async function manage(workbench: Workbench): Promise<void> {
  const { page } = workbench;
  await send(await openReview(workbench, 'fund-2.csv'), 'Analyse 3 Holdings');
  await workbench.expectText('.monaco-dialog-box', 'The same holdings were sent as "fund-2"');
  await workbench.screenshot('same-holdings');
  await page.locator('.monaco-dialog-box').getByRole('button', { name: 'Open Result' }).click();
  await workbench.expectText('.tab.active', 'fund-2');
  await (await waitForActivityBar(page, 'Matter')).click();
  const twistie = analysisRow(workbench, 'fund-2').locator('.monaco-tl-twistie');
  await twistie.click();
  await analysisRow(workbench, 'carbon').waitFor();
  await workbench.screenshot('analyses-expanded');
  await twistie.click();
  await analysisRow(workbench, 'fund-2').click({ button: 'right' });
  await workbench.chooseFromMenu('Delete');
  await workbench.expectText('.monaco-dialog-box', 'Delete fund-2 and its result');
  await page.locator('.monaco-dialog-box').getByRole('button', { name: 'Delete' }).click();
  await analysisRow(workbench, 'fund-2').waitFor({ state: 'detached' });
  await workbench.runCommand('View: Close All Editors');
}

/** A folder: what can be sent is sent, the rest is said; a summary of all. */
async function analyseFolder(workbench: Workbench, sandbox: CountingSandbox): Promise<void> {
  await workbench.chooseFromExplorer('many', 'Analyse Portfolio…');
  const frame = await workbench.viewWith('.files');
  const before = sandbox.made.size;
  await send(frame, 'Analyse 2 of 3 Files');
  for (let tries = 0; tries < 600 && sandbox.made.size < before + 2; tries++) await delay(100);
  sandbox.finishJobs();
  await analysisRow(workbench, '2 of 2 ready').waitFor();
  await workbench.screenshot('batch-ready');
  const row = analysisRow(workbench, 'many');
  await row.hover();
  await row.getByRole('button', { name: 'Show Summary' }).click();
  await workbench.expectText('.editor-instance .view-lines', 'good-2');
  await workbench.screenshot('batch-summary');
  await workbench.runCommand('View: Close All Editors');
}
