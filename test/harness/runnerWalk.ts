// A part of `npm run test:ui`: requests that assert, poll, are compared and remembered, and a response of 100 MB.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { waitForActivityBar } from './browser.ts';
import type { Workbench } from './workbench.ts';

const job = `Content-Type: application/json

{ "holdings": [{ "id_value": "US0378331005", "weight": 1 }], "default_id_scheme": "ISIN" }
`;

const files: Readonly<Record<string, string>> = {
  'checks.matter': `### Reads the status
# @assert status == 405
GET /auth/v1/token

### Expects too much
# @assert status == 200
# @assert header content-type contains json
GET /auth/v1/token
`,
  'slow.matter': `### Slow job
# @name slow
POST /partner-api/v1/analysis/jobs?external_id=sbx-slow-{{$timestamp}}
${job}
### Waits for it
# @poll every=1s timeout=5m
GET /partner-api/v1/analysis/jobs?external_id={{slow.response.body.$.external_id}}
`,
  'compare.matter': `### Job
POST /partner-api/v1/analysis/jobs?external_id=compare-{{$uuid}}
${job}`,
};

/** What is not there before the workbench opens the folder. */
export function writeRunnerFiles(folder: string, large: string): void {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  writeFileSync(join(folder, 'large.matter'), `### Large\n# @no-auth\nGET ${large}\n\n### Notes\nGET /typed-here\n`);
}

export interface LargeServer {
  readonly url: string;
  /** The rest of the body comes as fast as it can. */
  sendRest(): void;
  stop(): void;
}

/** A server that sends 100 MB of JSON: most of it in some seconds, the last tenth when it is told to. */
export async function startLargeServer(): Promise<LargeServer> {
  const row = '{"id":123456,"name":"the quick brown fox jumps over the lazy dog","price":12.5},\n';
  const block = Buffer.from(row.repeat(Math.floor(1_000_000 / row.length)));
  const rest = new AbortController();
  const send = async (response: ServerResponse): Promise<void> => {
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.write('[\n');
    for (let sent = 0; sent < 100_000_000 && !response.destroyed; sent += block.length) {
      if (sent > 90_000_000 && !rest.signal.aborted) await once(rest.signal, 'abort');
      response.write(block);
      await delay(rest.signal.aborted ? 1 : 60);
    }
    response.end('{}]\n');
  };
  const server: Server = createServer((_request, response) => void send(response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    sendRest: () => {
      rest.abort();
    },
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** In the view Testing: what is asserted, by file; the failed one is told in its line. */
export async function runTests(workbench: Workbench): Promise<void> {
  await workbench.open('checks.matter');
  await (await waitForActivityBar(workbench.page, 'Testing')).click();
  await workbench.treeRow('checks.matter').waitFor();
  await workbench.runCommand('Test: Run Tests in Current File');
  await workbench.expectText('.test-error-content-widget', 'Expected status == 200, was 405.');
  await workbench.expectText('.monaco-list-row', 'Expected status == 200, was 405.');
  await workbench.treeRow('checks.matter').click();
  await workbench.screenshot('test-explorer');
  await workbench.runCommand('Test: Clear All Results');
  await workbench.runCommand('View: Toggle Panel Visibility');
  await (await waitForActivityBar(workbench.page, 'Matter')).click();
}

/** A poll tells how it stands and ends at the click on Cancel. */
export async function pollAndCancel(workbench: Workbench): Promise<void> {
  await workbench.open('slow.matter');
  await workbench.clickSend(1);
  await workbench.expectText('.notification-toast', 'not ready after attempt');
  await workbench.screenshot('poll-progress');
  const toast = workbench.page.locator('.notification-toast', { hasText: 'not ready after attempt' });
  await toast.getByRole('button', { name: 'Cancel' }).click();
  await toast.waitFor({ state: 'detached' });
  assert.equal(await workbench.lenses.filter({ hasText: '200 OK' }).count(), 0);
}

export async function compare(workbench: Workbench): Promise<void> {
  await workbench.open('compare.matter');
  for (let count = 0; count < 2; count++) {
    await workbench.clickSend(0);
    await workbench.expectEditor('201 Created', 'external_id');
    await workbench.focus('compare.matter');
  }
  await workbench.runCommand('Matter: Compare Responses…');
  for (const question of ['Compare Which Response?', 'Compare With?']) {
    const picker = workbench.page.locator('.quick-input-widget:visible', { hasText: question });
    await picker.locator('.monaco-list-row', { hasText: '201 Created' }).first().click();
  }
  await workbench.expectText('.tab', '↔');
  await workbench.page.locator('.monaco-diff-editor .char-delete, .monaco-diff-editor .char-insert').first().waitFor();
  await workbench.screenshot('compare');
  await workbench.runCommand('View: Close All Editors');
}

/** The view History, after a reload of the window; an entry is sent again from it. */
export async function history(workbench: Workbench): Promise<void> {
  const header = workbench.page.locator('.pane-header', { hasText: 'History' });
  if ((await header.getAttribute('aria-expanded')) !== 'true') await header.click();
  const row = workbench.historyRow('Job');
  await row.waitFor();
  await workbench.screenshot('history');
  await row.hover();
  await row.getByRole('button', { name: 'Send Again' }).click();
  await workbench.expectEditor('201 Created', 'external_id');
  await header.click();
}

/** Milliseconds from a key to the screen, for each key. */
export interface KeyTimes {
  readonly idle: readonly number[];
  readonly loading: readonly number[];
}

/** While 100 MB come, the editor takes keys as it does before; how fast is asserted by the bench. */
export async function typeWhileLoading(workbench: Workbench, large: LargeServer): Promise<KeyTimes> {
  const { page } = workbench;
  await workbench.open('large.matter');
  const idle = await typeDigits(workbench);
  await workbench.clickSend(0);
  await workbench.expectText('.notification-toast', 'Sending Large');
  const loading = await typeDigits(workbench);
  // It was still under way: else the times say nothing.
  assert.ok(await page.locator('.notification-toast', { hasText: 'Sending Large' }).isVisible());
  await workbench.expectText('.editor-instance .view-line', 'typed-here' + digits.repeat(2)); // each was taken, in order
  large.sendRest();
  await workbench.expectEditor('101.0 MB', 'This response is too large to be shown at once.');
  await workbench.screenshot('large-response');
  return { idle, loading };
}

const digits = '01234567890123456789';

async function typeDigits(workbench: Workbench): Promise<readonly number[]> {
  await workbench.placeCursorAfter('typed-here');
  const times: number[] = [];
  for (const digit of digits) times.push(await keyToScreenMs(workbench, digit));
  return times;
}

async function keyToScreenMs({ page }: Workbench, key: string): Promise<number> {
  await page.evaluate(watchForKey);
  await page.keyboard.press(key);
  return page.evaluate<number>('globalThis.keyToScreen');
}

/** In the page: milliseconds from the next key to the frame that shows what it changed in the editor; 5 s at most. */
const watchForKey = `void (globalThis.keyToScreen = new Promise((resolve) => {
  let pressedAt = 0;
  addEventListener('keydown', () => (pressedAt = performance.now()), { capture: true, once: true });
  const observer = new MutationObserver(() => {
    if (pressedAt === 0) return;
    observer.disconnect();
    requestAnimationFrame(() => resolve(performance.now() - pressedAt));
  });
  const changes = { subtree: true, childList: true, characterData: true };
  observer.observe(document.querySelector('.editor-instance .view-lines'), changes);
  setTimeout(() => resolve(5000), 5000);
}))`;
