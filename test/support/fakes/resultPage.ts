import type { Page } from 'playwright-core';
import { resultFormats } from '../../../src/core/analysis/exportFormats.ts';
import { parseResult } from '../../../src/core/analysis/result.ts';
import type { HostMessage, ShownResult } from '../../../src/core/analysis/viewMessage.ts';
import { viewStrings } from '../../../src/core/analysis/viewStrings.ts';

/** What the extension would send for this response. */
export function shownResult(response: string): ShownResult {
  return {
    kind: 'result',
    strings: viewStrings,
    locale: 'en',
    jobIds: ['1'],
    exports: resultFormats.map(({ id, label }) => ({ id, label })),
    name: 'fund',
    account: 'Test',
    holdings: 3,
    result: parseResult(response),
  };
}

/** The built view in a bare page, with `shown` at hand; `posted` keeps what it would tell the extension. */
export async function openResultPage(page: Page, shown: HostMessage): Promise<Page> {
  await page.setContent('<!DOCTYPE html><html><body></body></html>');
  await page.addStyleTag({ path: 'dist/webview/style.css' });
  await page.evaluate(`
    globalThis.posted = [];
    globalThis.acquireVsCodeApi = () => ({ postMessage: (message) => posted.push(message), setState: () => undefined });
    globalThis.shown = ${JSON.stringify(shown)};`);
  await page.addScriptTag({ path: 'dist/webview/result.js' });
  return page;
}

export const showIt = "dispatchEvent(new MessageEvent('message', { data: shown }))";
