// What `npm run test:ui` checks of a webview: all of it by keyboard, and axe's findings.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Frame } from 'playwright-core';
import type { Workbench } from './workbench.ts';

/** Without a mouse: into the grid, through it, a copy, the columns, the tabs. */
export async function useKeyboard({ page }: Workbench, frame: Frame): Promise<void> {
  const active = (): Promise<string | null> => frame.locator('.grid').getAttribute('aria-activedescendant');
  await frame.locator('input[type=search]').focus();
  for (let tries = 0; tries < 25 && !(await isFocused(frame, '.grid')); tries++) await page.keyboard.press('Tab');
  assert.ok(await isFocused(frame, '.grid'), 'Tab leads to the grid');
  await page.keyboard.press('Control+Home');
  assert.equal(await active(), 'cell-0-0');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  assert.equal(await active(), 'cell-2-0');
  assert.equal(await frame.locator('[aria-selected="true"].row').count(), 2);
  await page.keyboard.press('Control+c');
  const clipboard = (): Promise<string> => page.evaluate<string>('navigator.clipboard.readText()');
  for (let tries = 0; tries < 100 && !(await clipboard()).startsWith('Metric\t'); tries++) await delay(100);
  const copied = await clipboard();
  assert.match(copied, /^Metric\tValue\tUnit\tType\tCoverage\tEntities\nSample: .*\n/);
  assert.equal(copied.split('\n').length, 3);
  await page.keyboard.press('Control+End');
  assert.equal(await active(), 'cell-11-5');
  await page.keyboard.press('Control+a');
  assert.equal(await frame.locator('[aria-selected="true"].row').count(), 12);
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('ArrowUp');
  assert.equal(await active(), 'head-0');
  await page.keyboard.press('Enter');
  assert.equal(await frame.locator('[role=columnheader]').first().getAttribute('aria-sort'), 'ascending');
  assert.equal(await active(), 'head-0', 'the keyboard stays on the heading');
  await frame.locator('.menu summary').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  assert.equal(await frame.locator('[role=columnheader]', { hasText: 'Value' }).count(), 0);
  await page.keyboard.press('Space');
  await page.keyboard.press('Escape');
  await frame.locator('[role=tab]').first().focus();
  await page.keyboard.press('ArrowRight');
  await frame.locator('.picture svg').waitFor();
  await page.keyboard.press('ArrowLeft');
  await frame.locator('.grid').waitFor();
}

function isFocused(frame: Frame, selector: string): Promise<boolean> {
  return frame.evaluate<boolean>(`document.activeElement?.matches(${JSON.stringify(selector)}) ?? false`);
}

interface AxeViolation {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly html: string }[];
}

export async function checkAccessibility(frame: Frame, what: string): Promise<void> {
  await frame.evaluate(readFileSync('node_modules/axe-core/axe.min.js', 'utf8'));
  const found = await frame.evaluate<{ readonly violations: readonly AxeViolation[] }>('axe.run(document)');
  const serious = found.violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  const shown = serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join('; ')}`);
  assert.deepEqual(shown, [], `axe finds serious faults in the ${what}`);
  console.log(`axe, ${what}: ${found.violations.length} findings, 0 of them serious`);
}
