import type { Page } from 'playwright-core';
import { launchBrowser } from '../harness/browser.ts';
import { ReviewFixture } from '../support/fakes/reviewPage.ts';
import { portfolioCsv } from '../support/generators/portfolios.ts';
import { median, report } from './measure.ts';

const rows = 100_000;
const runs = 3;
const steps = 90;
const longestFrameMs = 50;

/** The review of a file of 100,000 rows, once its cells are read: until it stands there, and while it scrolls. */
export async function reviewPage(): Promise<void> {
  const bytes = new TextEncoder().encode(portfolioCsv(rows));
  const browser = await launchBrowser();
  try {
    const shown: number[] = [];
    const longest: number[] = [];
    for (let run = 0; run < runs; run++) {
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
      const fixture = await ReviewFixture.open(page, 'large.csv', bytes);
      const start = performance.now();
      await fixture.show();
      await page.locator('.body .cell', { hasText: 'Company 0' }).first().waitFor();
      await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))');
      shown.push(performance.now() - start);
      longest.push(await longestTask(page));
      await page.close();
    }
    report('review, 100,000 rows shown', `${median(shown).toFixed(0)} ms`, median(shown) / 700, 1);
    report('review, longest task scrolling', `${median(longest).toFixed(0)} ms`, median(longest) / longestFrameMs, 1);
  } finally {
    await browser.close();
  }
}

/** By the browser's own count of tasks that keep it from drawing: half of the steps by rows, half through the file. */
function longestTask(page: Page): Promise<number> {
  return page.evaluate<number>(`(async () => {
    let longest = 0;
    const observer = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);
    });
    observer.observe({ type: 'longtask' });
    const grid = document.querySelector('.grid');
    for (let step = 0; step < ${steps}; step++) {
      grid.scrollTop = step < ${steps / 2} ? grid.scrollTop + 180 : (step / ${steps}) * grid.scrollHeight;
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
    observer.disconnect();
    return longest;
  })()`);
}
