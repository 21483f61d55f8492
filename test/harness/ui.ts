// `npm run test:ui`: the walk of a new user through a real workbench in a real browser, against the packed .vsix.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCountingSandbox, type CountingSandbox } from '../support/servers/countingSandbox.ts';
import { analyses } from './analysisWalk.ts';
import { openWorkbench, waitForActivityBar } from './browser.ts';
import { oddResults } from './oddResults.ts';
import { packExtension } from './pack.ts';
import { writePortfolioFiles } from './reviewPages.ts';
import { reviews } from './reviewWalk.ts';
import {
  compare,
  history,
  pollAndCancel,
  runTests,
  startLargeServer,
  typeWhileLoading,
  type KeyTimes,
  type LargeServer,
  writeRunnerFiles,
} from './runnerWalk.ts';
import { exitOnSignals, startVscodeServer } from './vscodeServer.ts';
import { Workbench } from './workbench.ts';

/** Jobs are ready when the walk says so, well before this. */
const readyAfterMs = 10 * 60_000;

async function signIn(workbench: Workbench, { origin, env }: CountingSandbox): Promise<void> {
  await workbench.runCommand('Matter: Sign In');
  await workbench.pick('Another address…');
  await workbench.enter('API Address', origin);
  await workbench.enter('Client ID', env['MATTER_CLIENT_ID'] ?? '');
  await workbench.enter('Client Secret', 'sbx_secret_wrong');
  await workbench.expectText('.quick-input-widget', 'does not accept this client id and secret');
  await workbench.expectText('.statusbar', 'Matter: Sign In'); // nothing was stored
  await workbench.screenshot('sign-in-wrong-secret');
  await workbench.enter('Client Secret', env['MATTER_CLIENT_SECRET'] ?? '');
  await workbench.expectText('.statusbar', '127.0.0.1');
}

async function expectAccountInMenu(workbench: Workbench, shown: boolean): Promise<void> {
  await workbench.page.locator('.activitybar .action-label[aria-label*="Accounts"]').first().click();
  const entry = workbench.page.locator('.monaco-menu .action-label', { hasText: '(Matter)' });
  if (shown) {
    await entry.first().waitFor();
    await workbench.screenshot('accounts-menu');
  } else assert.equal(await entry.count(), 0);
  await workbench.page.keyboard.press('Escape');
}

async function explore(workbench: Workbench): Promise<void> {
  for (const text of ['Authentication', 'Create an analysis', 'Get the results'])
    await workbench.treeRow(text).waitFor();
  await workbench.expectText('.monaco-list-row', 'inferred');
  await workbench.treeRow('analysis.matter').waitFor();
  await workbench.treeRow('Create the analysis').click();
  await workbench.expectText('.tab', 'analysis.matter');
}

/** Create; once more at once: 202; then wait for the 200. */
async function send(workbench: Workbench, sandbox: CountingSandbox): Promise<void> {
  await workbench.clickSend(0);
  await workbench.expectEditor('201 Created', 'external_id');
  await workbench.clickSend(1);
  await workbench.expectEditor('202 Accepted', 'external_id');
  await workbench.clickSend(2);
  await workbench.expectText('.notification-toast', 'Sending');
  await workbench.screenshot('polling');
  sandbox.finishJobs();
  await workbench.expectEditor('200 OK', 'sample_data');
  await workbench.lenses.filter({ hasText: '200 OK' }).first().waitFor();
}

/** Asked for again where another hover, or none, comes: VS Code gives up on one while the editor still changes. */
async function showHover(workbench: Workbench, text: string): Promise<void> {
  const { page } = workbench;
  const hover = page.locator('.monaco-hover:not(.hidden)', { hasText: text }).first();
  for (let tries = 0; tries < 5; tries++) {
    await page.keyboard.press('Control+k');
    await page.keyboard.press('Control+i');
    try {
      await hover.waitFor({ timeout: 4000 });
      return;
    } catch {
      await page.keyboard.press('Escape');
    }
  }
  await workbench.expectText('.monaco-hover:not(.hidden)', text);
}

/** Completion, hover, a problem and its quick fix, in a new request. */
async function write(workbench: Workbench): Promise<void> {
  const { page } = workbench;
  const type = (text: string): Promise<void> => page.keyboard.type(text, { delay: 30 });
  await workbench.runCommand('Matter: New Request');
  await workbench.expectText('.tab.active', 'Untitled');
  await workbench.expectText('.editor-instance .view-lines', 'New request');
  await page.keyboard.press('Control+a');
  await type('@fund = EX-1\n\n### Result\nGET /part');
  await workbench.expectText('.suggest-widget.visible', 'Get the results');
  await workbench.screenshot('completion');
  await page.keyboard.press('Enter');
  await workbench.expectText('.view-line', '/partner-api/v1/analysis/jobs?external_id=');
  await type('{{fnud'); // typed over the selection, the braces close themselves
  await page.keyboard.press('Escape');
  await page.locator('.squiggly-error').first().waitFor();
  await showHover(workbench, 'Did you mean {{fund}}?');
  await workbench.screenshot('problem');
  await page.keyboard.press('Control+.');
  await workbench.expectText('.action-widget', 'Change to fund');
  await workbench.screenshot('quick-fix');
  await page.keyboard.press('Enter');
  await workbench.expectText('.view-line', '{{fund}}');
  await page.keyboard.press('Home');
  await showHover(workbench, 'The path is inferred');
  await workbench.screenshot('hover');
  await page.keyboard.press('Escape');
  await workbench.runCommand('View: Revert and Close Editor');
}

/** A second account beside the first; the choice of the one in use. */
async function useTwoAccounts(workbench: Workbench): Promise<void> {
  await workbench.runCommand('Matter: Start Sandbox');
  await workbench.expectText('.statusbar', 'Sandbox');
  await workbench.runCommand('Matter: Switch Account');
  await workbench.expectText('.quick-input-list .monaco-list-row', 'In use');
  await workbench.screenshot('switch-account');
  await workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: '127.0.0.1' }).first().click();
  await workbench.expectText('.statusbar', '127.0.0.1');
  await workbench.runCommand('Matter: Stop Sandbox');
}

/** While one works on them: `node out/harness/ui.js --analyses`, or `--reviews`. */
async function walkAnalyses(workbench: Workbench, sandbox: CountingSandbox, folder: string): Promise<void> {
  await (await waitForActivityBar(workbench.page, 'Matter')).click();
  await workbench.screenshot('welcome');
  await signIn(workbench, sandbox);
  if (process.argv.includes('--reviews')) await reviews(workbench, sandbox, folder);
  else await analyses(workbench, folder, sandbox);
}

async function walk(workbench: Workbench, sandbox: CountingSandbox, folder: string, large: LargeServer): Promise<void> {
  await (await waitForActivityBar(workbench.page, 'Matter')).click();
  await workbench.expectText('.welcome-view', 'Sign in to see the Matter API');
  await workbench.screenshot('welcome');
  await signIn(workbench, sandbox);
  await expectAccountInMenu(workbench, true);
  await explore(workbench);
  await send(workbench, sandbox);
  await workbench.screenshot('response-dark');
  await write(workbench);
  await useTwoAccounts(workbench);
  await analyses(workbench, folder, sandbox);
  await reviews(workbench, sandbox, folder);
  await runTests(workbench);
  await pollAndCancel(workbench);
  await compare(workbench);
  reportKeys(await typeWhileLoading(workbench, large));
  await workbench.page.emulateMedia({ colorScheme: 'light' });
  await workbench.page.locator('.monaco-workbench.vs').waitFor();
  await workbench.screenshot('response-light');
  await workbench.page.reload();
  await waitForActivityBar(workbench.page, 'Matter');
  await workbench.expectText('.statusbar', '127.0.0.1'); // the secret survived the reload
  await history(workbench);
  await workbench.runCommand('Matter: Sign Out');
  await workbench.expectText('.statusbar', 'Matter: Sign In');
  await expectAccountInMenu(workbench, false);
  await workbench.screenshot('signed-out');
}

/** As where a keyring was reset: the browser keeps what VS Code's secret storage holds. */
async function loseKeyring({ page }: Workbench): Promise<void> {
  await page.evaluate("localStorage.removeItem('secrets.provider')");
  await page.reload();
  await (await waitForActivityBar(page, 'Matter')).click();
}

async function lostAccount(workbench: Workbench, sandbox: CountingSandbox): Promise<void> {
  await signIn(workbench, sandbox);
  await loseKeyring(workbench);
  await workbench.expectText('.notification-toast', 'no longer has the account');
  await workbench.expectText('.statusbar', 'Matter: Sign In');
  await workbench.screenshot('account-lost');
}

/** For the bench, `node out/harness/ui.js --keys`: a body that comes must not be felt, against the keys before. */
async function walkKeys(workbench: Workbench, large: LargeServer): Promise<void> {
  await waitForActivityBar(workbench.page, 'Matter');
  const { before, meanwhile } = reportKeys(await typeWhileLoading(workbench, large));
  assert.ok(meanwhile < Math.max(100, 4 * before));
}

/** Medians, in milliseconds. */
function reportKeys({ idle, loading }: KeyTimes): { readonly before: number; readonly meanwhile: number } {
  const median = (times: readonly number[]): number => [...times].sort((a, b) => a - b)[times.length >> 1] ?? NaN;
  const [before, meanwhile] = [median(idle), median(loading)];
  const worst = Math.max(...loading).toFixed(0);
  console.log(
    `A key: ${before.toFixed(0)} ms to the screen; while 100 MB come ${meanwhile.toFixed(0)}, at worst ${worst}`,
  );
  return { before, meanwhile };
}

async function main(dir: string): Promise<void> {
  const folder = join(dir, 'sample');
  cpSync('media/sample', folder, { recursive: true });
  const large = await startLargeServer();
  writeRunnerFiles(folder, large.url);
  writePortfolioFiles(folder);
  const server = await startVscodeServer({ dir, driver: false, extensions: [packExtension()] });
  const sandbox = await startCountingSandbox(readyAfterMs);
  const { browser, page, close } = await openWorkbench({ origin: server.origin, folder });
  const workbench = new Workbench(page);
  try {
    if (process.argv.includes('--keys')) await walkKeys(workbench, large);
    else if (process.argv.some((argument) => argument === '--analyses' || argument === '--reviews'))
      await walkAnalyses(workbench, sandbox, folder);
    else {
      await oddResults(browser);
      await walk(workbench, sandbox, folder, large);
      await lostAccount(workbench, sandbox);
    }
    console.log('1 passed, 0 failed');
  } catch (error) {
    await workbench.screenshot('failure').catch(() => undefined);
    throw error;
  } finally {
    large.stop();
    await close();
    await sandbox.stop();
    await server.stop();
  }
}

const dir = mkdtempSync(join(tmpdir(), 'matter-ui-'));
process.once('exit', () => {
  rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
});
exitOnSignals();
await main(dir);
