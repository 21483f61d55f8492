// A part of `npm run test:ui`: responses that are not as expected, in the built view in a real browser.
import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { limitMs } from './browser.ts';
import { openResultPage, shownResult, showIt } from '../support/fakes/resultPage.ts';

const metric = (more: object): object => ({
  metric_id: 'm',
  metric_name: 'Water',
  metric_unit: 't',
  metric_type: 'waste',
  ...more,
});
const response = (basic: readonly unknown[], more: object = {}): string =>
  JSON.stringify({ analysis: { basic }, ...more });

interface Case {
  readonly name: string;
  readonly response: string;
  readonly check: (page: Page) => Promise<void>;
}

const cell = (page: Page, text: string): Promise<void> =>
  page.locator('.body .row', { hasText: text }).first().waitFor();

const cases: readonly Case[] = [
  {
    name: 'strings for numbers, and numbers',
    response: response([metric({ metric_value: { raw: '1234.50' } }), metric({ metric_value: { raw: 7 } })]),
    check: async (page) => {
      await cell(page, '1,234.50');
      assert.equal(await page.locator('[title="1234.50"]').count(), 1);
    },
  },
  {
    name: 'missing fields and null',
    response: response([{}, null, metric({ metric_value: null, coverage: null })]),
    check: async (page) => {
      assert.equal(await page.locator('.body .row').count(), 3);
      await page.getByRole('tab', { name: 'Charts' }).click();
      await page.getByText('No metric has a number to draw.').waitFor();
    },
  },
  {
    name: 'fields that nobody knows',
    response: response([metric({ secret_sauce: { a: [1.5] } })], { next_page: 'x' }),
    check: async (page) => {
      await page.locator('.body .row').first().click();
      await page.locator('.details dt', { hasText: 'secret_sauce' }).waitFor();
      await page.getByText('Other fields').click();
      await page.locator('.extra dt', { hasText: 'next_page' }).waitFor();
    },
  },
  {
    name: 'no metrics',
    response: response([]),
    check: (page) => page.getByText('The result has no metrics').waitFor(),
  },
  {
    name: 'no JSON at all',
    response: '<h1>Bad gateway</h1>',
    check: async (page) => {
      await page.getByRole('alert').waitFor();
      assert.equal(await page.locator('h1').count(), 1); // as text, not as HTML
    },
  },
  {
    name: 'names beyond ASCII, and names that would be HTML',
    response: response([
      metric({ metric_name: '温室効果ガス 🌱' }),
      metric({ metric_name: '<img src=x onerror="posted.push(1)">', metric_value: { raw: 1 } }),
    ]),
    check: async (page) => {
      await cell(page, '温室効果ガス 🌱');
      await cell(page, '<img src=x');
      await page.getByRole('tab', { name: 'Charts' }).click();
      assert.equal(await page.locator('img').count(), 0);
      assert.deepEqual(await page.evaluate('posted'), [{ kind: 'ready' }]);
    },
  },
  {
    name: '5,000 metrics',
    response: response(
      Array.from({ length: 5000 }, (_, at) => metric({ metric_name: `Metric ${at}`, metric_value: { raw: at } })),
    ),
    check: async (page) => {
      await page.getByText('5,000 of 5,000 metrics').waitFor();
      assert.ok((await page.locator('.body .row').count()) < 100, 'only the rows that are seen exist');
      await page.locator('.grid').focus();
      await page.keyboard.press('Control+End');
      await cell(page, 'Metric 4999');
      assert.equal(await page.locator('.row:has(.active)').getAttribute('aria-rowindex'), '5001');
      await page.getByRole('tab', { name: 'Charts' }).click();
      await page.getByText('and 4960 more: see the table').waitFor();
    },
  },
];

export async function oddResults(browser: Browser): Promise<void> {
  for (const { name, response: text, check } of cases) {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.setDefaultTimeout(limitMs);
    const errors: Error[] = [];
    page.on('pageerror', (error) => errors.push(error));
    await openResultPage(page, shownResult(text));
    await page.evaluate(showIt);
    await check(page);
    assert.deepEqual(errors, [], name);
    await page.close();
  }
  console.log(`${cases.length} odd results are shown, none throws`);
}
