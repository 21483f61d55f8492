// A part of `npm run test:security`: a hostile API before the packed .vsix in a real workbench, and two real windows.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { BrowserContext, Frame } from 'playwright-core';
import { startRecordingServer } from '../support/servers/recordingServer.ts';
import { tally } from '../support/security/tally.ts';
import { openWorkbench, waitForActivityBar, workbenchUrl } from './browser.ts';
import {
  forgedMessages,
  fuzzMessages,
  hostilePayloads,
  hostileResult,
  intruders,
  keepViewApi,
  plant,
  type Payload,
} from './hostileView.ts';
import { packExtension } from './pack.ts';
import { reviewOf, submitButton } from './reviewPages.ts';
import { exitOnSignals, startVscodeServer } from './vscodeServer.ts';
import { Workbench } from './workbench.ts';

type HostileApi = Awaited<ReturnType<typeof startRecordingServer>>;

/** Whatever the pages did that a result must never make them do. */
interface Watch {
  readonly requests: string[];
  readonly dialogs: string[];
}

const token = JSON.stringify({ access_token: 'sbx_token_hostile', expires_in: 3600, token_type: 'Bearer' });

/** Its tokens are good and its results are not. */
async function startHostileApi(): Promise<HostileApi> {
  const api = await startRecordingServer(({ method, path }) => {
    if (path.includes('/pwned')) return { status: 200, body: '' };
    if (path.includes('token')) return { status: 200, body: token };
    if (!path.startsWith('/partner-api/v1/analysis/jobs')) return { status: 404, body: '{}' };
    if (method === 'POST') return { status: 201, body: '{}' };
    return { status: 200, body: hostileResult(hostilePayloads(api.origin)) };
  });
  return api;
}

function watch(context: BrowserContext): Watch {
  const seen: Watch = { requests: [], dialogs: [] };
  context.on('request', (request) => seen.requests.push(request.url()));
  context.on('dialog', (dialog) => {
    seen.dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  return seen;
}

async function signIn(workbench: Workbench, { origin }: HostileApi): Promise<void> {
  await workbench.runCommand('Matter: Sign In');
  await workbench.pick('Another address…');
  await workbench.enter('API Address', origin);
  await workbench.enter('Client ID', 'sbx_client_hostile');
  await workbench.enter('Client Secret', 'sbx_secret_hostile');
  await workbench.expectText('.statusbar', '127.0.0.1');
}

/** By way of the review, whose headers and cells are payloads, too. */
async function analyse(workbench: Workbench, seen: Watch, api: HostileApi): Promise<Frame> {
  const { page } = workbench;
  await workbench.chooseFromExplorer('fund.csv', 'Analyse Portfolio…');
  const review = await reviewOf(workbench, 'fund.csv');
  await review.locator('.header', { hasText: '<script>' }).waitFor();
  await review.locator('.body .row', { hasText: '<script>' }).first().waitFor();
  await assertCalm(workbench, review, seen, api);
  await submitButton(review).filter({ hasText: 'Analyse 2 Holdings' }).click();
  const row = page.locator('.pane', { hasText: 'Analyses' }).locator('.monaco-list-row', { hasText: 'ready' }).first();
  await row.waitFor();
  await row.click();
  await workbench.expectText('.tab.active', 'fund');
  return workbench.viewWith('[role=tab]');
}

/** A portfolio whose other columns are called by payloads and hold them. */
function hostilePortfolio(origin: string): string {
  const texts = hostilePayloads(origin).flatMap(({ text }) => (text.includes('\0') ? [] : [text]));
  const cells = texts.map((text) => `"${text.replaceAll('"', '""')}"`).join(',');
  return `ISIN,Weight,${cells}\nUS0378331005,0.5,${cells}\nUS5949181045,0.5,${cells}\n`;
}

async function assertCalm({ page }: Workbench, frame: Frame, seen: Watch, api: HostileApi): Promise<void> {
  assert.deepEqual(await intruders(frame), []);
  for (const one of page.frames()) assert.equal(await one.evaluate('typeof window.__pwned'), 'undefined');
  assert.deepEqual(strayRequests(seen, page.url(), api), []);
  assert.deepEqual(seen.dialogs, []);
  assert.equal(await page.locator('.monaco-dialog-box').count(), 0);
  assert.equal(page.context().pages().length, 1);
}

/** To neither VS Code's server nor the files of the view. */
function strayRequests({ requests }: Watch, pageUrl: string, api: HostileApi): readonly string[] {
  const asked = api.seen.map(({ path }) => path).filter((path) => path.includes('pwned'));
  const stray = requests.filter((text) => {
    const { protocol, host, hostname, pathname } = new URL(text);
    if (protocol === 'data:' || protocol === 'blob:' || host === new URL(pageUrl).host) return false;
    return !(hostname.endsWith('.vscode-cdn.net') && /\/dist\/webview\/|\/webview\/browser\/pre\//.test(pathname));
  });
  return [...asked, ...stray];
}

/** Every payload in its row, its details and its bar. */
async function readHostileResult(workbench: Workbench, seen: Watch, api: HostileApi, frame: Frame): Promise<void> {
  const payloads = hostilePayloads(api.origin);
  assert.equal(payloads.length, 24);
  await frame.getByText('Other fields').click();
  await frame.getByRole('tab', { name: 'Charts' }).click();
  await frame.locator('.picture svg').waitFor();
  const drawn = (await frame.locator('.picture').textContent()) ?? '';
  for (const { name, text } of payloads) assert.ok(drawn.includes(text.slice(0, 20)), `${name} in the charts`);
  await assertCalm(workbench, frame, seen, api);
  await frame.getByRole('tab', { name: 'Table' }).click();
  await frame.getByText('Other fields').click();
  for (const [at, payload] of payloads.entries()) {
    await readRow(frame, payload, at);
    await assertCalm(workbench, frame, seen, api);
    tally('hostile:webview', payload.name);
  }
}

async function readRow(frame: Frame, { name, text }: Payload, at: number): Promise<void> {
  await frame.locator('.grid').focus();
  await frame.locator('.grid').press(at === 0 ? 'Home' : 'ArrowDown');
  const row = frame.locator(`.row[aria-rowindex="${at + 2}"]:has(.active)`);
  await row.waitFor();
  assert.ok((await row.textContent())?.includes(text), `${name} in its row`);
  const names = await frame.locator('.details dt').allTextContents();
  const values = await frame.locator('.details dd').allTextContents();
  assert.equal(values.filter((value) => value === text).length, 4, `${name} in its details`); // name, unit, type, id
  assert.equal(values[names.indexOf(text)], JSON.stringify(text), `${name} as an unknown field`);
  assert.equal(values[names.indexOf('__proto__')], '{"polluted":"yes"}');
}

/** Could the checks fail? The same payloads as HTML, in a page of their own. */
async function control(context: BrowserContext, seen: Watch, { origin, seen: asked }: HostileApi): Promise<void> {
  const before = seen.requests.length;
  for (const { name, text } of hostilePayloads(origin).filter(({ isMarkup }) => isMarkup)) {
    const page = await context.newPage(); // a new one, since some lead away
    assert.notDeepEqual(await plant(page, text), [], `the control does not find: ${name}`);
    if (name === 'img onerror') await page.waitForFunction('window.__pwned === 1');
    await page.close();
  }
  assert.ok(seen.requests.slice(before).some((url) => url.startsWith(`${origin}/pwned`)));
  assert.ok(asked.some(({ path }) => path.includes('pwned')));
}

async function forge(workbench: Workbench, frame: Frame, folder: string): Promise<void> {
  const { page } = workbench;
  const [files, input] = [readdirSync(folder), page.locator('.quick-input-widget:visible input')];
  const post = (message: unknown): Promise<unknown> =>
    frame.evaluate(
      `viewApi.postMessage(${JSON.stringify(message)}); window.parent.postMessage(${JSON.stringify(message)}, '*')`,
    );
  const messages = forgedMessages(199);
  assert.equal(messages.length, 199);
  for (const message of messages) await post(message);
  // The last one is an export with more in it: the channel is open, and the path is still our own. Messages are taken in
  // their order, so whatever the ones before have led to is there when its question is.
  await post({
    kind: 'export',
    format: 'csv',
    path: '/etc/passwd',
    uri: 'file:///etc/passwd',
    command: 'matter.signOut',
  });
  await input.first().waitFor();
  for (let tries = 0; tries < 600 && !(await input.first().inputValue()).endsWith('.csv'); tries++) await delay(100);
  assert.equal(await input.first().inputValue(), join(folder, 'fund.csv'));
  assert.equal(await input.count(), 1);
  await page.keyboard.press('Escape');
  await input.first().waitFor({ state: 'hidden' });
  assert.equal(await page.locator('.monaco-dialog-box').count(), 0);
  const notices = await page.locator('.notification-toast').allInnerTexts();
  assert.deepEqual(
    notices.filter((text) => !text.trim().startsWith('Signed in as ')),
    [],
  );
  assert.deepEqual(readdirSync(folder), files);
  await workbench.expectText('.statusbar', '127.0.0.1'); // still signed in
  assert.equal(page.context().pages().length, 1);
}

/** The policy, and what the origin of the view's files gives: those in dist/webview and no other. */
async function readPolicy(frame: Frame, extensionFolder: string, folder: string): Promise<void> {
  const policy = await frame.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content');
  const [, nonce = '', source = ''] = /'nonce-([^']+)'; style-src ([^;]+);/.exec(policy ?? '') ?? [];
  assert.equal(Buffer.from(nonce, 'base64').length, 16);
  assert.doesNotMatch(source, /\*(?!\.vscode-cdn)|unsafe|data:|http:/);
  const rules = `script-src 'nonce-${nonce}'; style-src ${source}; img-src ${source} data:; font-src ${source}`;
  assert.equal(policy, `default-src 'none'; ${rules}; base-uri 'none'; form-action 'none'; frame-src 'none'`);
  const style = await frame.evaluate<string>(`document.querySelector('link[href$="style.css"]').href`);
  assert.ok(style.includes(extensionFolder), style);
  const base = style.slice(0, style.indexOf(extensionFolder));
  // As a style, which the policy allows from there: so that it is the server of the files that says no.
  const loads = (path: string): Promise<boolean> =>
    frame.evaluate<boolean>(`new Promise((done) => {
      const link = document.createElement('link');
      Object.assign(link, { rel: 'stylesheet', href: ${JSON.stringify(base + path)} });
      link.onload = () => { link.remove(); done(true); };
      link.onerror = () => { link.remove(); done(false); };
      document.head.append(link);
    })`);
  const view = join(extensionFolder, 'dist/webview');
  assert.ok(await loads(`${view}/planted.css`), 'the control: a file of the view loads');
  const others = [`${extensionFolder}/planted.css`, `${folder}/planted.css`, `${view}/..%2f..%2fplanted.css`];
  for (const other of others) assert.equal(await loads(other), false, other);
  for (const path of [`${view}/style.css`, `${extensionFolder}/package.json`, `${folder}/fund.csv`]) {
    const got = frame.evaluate(`fetch(${JSON.stringify(base + path)}).then(({ status }) => status)`);
    await assert.rejects(got, /Failed to fetch/); // the policy allows no fetch at all
  }
}

/** A second window of the profile: after a reload it has what the first has, and no half of it. */
async function twoWindows(first: Workbench, url: string): Promise<void> {
  const second = new Workbench(await first.page.context().newPage());
  const expectBoth = async (text: string): Promise<void> => {
    await second.page.reload();
    await (await waitForActivityBar(second.page, 'Matter')).click();
    for (const { page } of [first, second]) {
      await page.locator('.statusbar', { hasText: text }).first().waitFor();
      assert.equal(await page.locator('.notification-toast .codicon-error').count(), 0);
    }
  };
  await second.page.goto(url);
  await waitForActivityBar(second.page, 'Matter');
  await expectBoth('127.0.0.1');
  assert.equal(await second.page.locator('.statusbar', { hasText: 'Matter: Sign In' }).count(), 0);
  await first.runCommand('Matter: Sign Out');
  await first.expectText('.statusbar', 'Matter: Sign In');
  await expectBoth('Matter: Sign In');
  for (const { page } of [first, second])
    assert.equal(await page.locator('.statusbar', { hasText: '127.0.0.1' }).count(), 0);
  await second.page.close();
  tally('window check', 'two real windows');
}

/** Where VS Code has put the extension; a style is planted inside and outside of the view's folder. */
function plantStyles(dir: string, folder: string): string {
  const name = readdirSync(join(dir, 'ext')).find((entry) => entry.includes('matter'));
  const extensionFolder = join(dir, 'ext', name ?? '');
  for (const at of [extensionFolder, join(extensionFolder, 'dist/webview'), folder])
    writeFileSync(join(at, 'planted.css'), '.planted { color: red }\n');
  return extensionFolder;
}

async function main(dir: string): Promise<void> {
  const folder = join(dir, 'workspace');
  mkdirSync(folder);
  const server = await startVscodeServer({ dir, driver: false, extensions: [packExtension()] });
  const extensionFolder = plantStyles(dir, folder);
  const api = await startHostileApi();
  writeFileSync(join(folder, 'fund.csv'), hostilePortfolio(api.origin));
  const prepare = (context: BrowserContext): Promise<void> => context.addInitScript(keepViewApi).then(() => undefined);
  const { context, page, close } = await openWorkbench({ origin: server.origin, folder, prepare });
  const workbench = new Workbench(page);
  try {
    const seen = watch(context);
    await (await waitForActivityBar(page, 'Matter')).click();
    await signIn(workbench, api);
    const frame = await analyse(workbench, seen, api);
    await readHostileResult(workbench, seen, api, frame);
    await workbench.screenshot('hostile-result');
    await readPolicy(frame, extensionFolder, folder);
    tally('threat', 'T15');
    await forge(workbench, frame, folder);
    fuzzMessages();
    tally('threat', 'T13');
    await twoWindows(workbench, workbenchUrl({ origin: server.origin, folder }));
    await control(context, seen, api);
    tally('threat', 'T12');
    console.log('1 passed, 0 failed');
  } catch (error) {
    await workbench.screenshot('security-failure').catch(() => undefined);
    throw error;
  } finally {
    await close();
    await api.stop();
    await server.stop();
  }
}

const dir = mkdtempSync(join(tmpdir(), 'matter-walk-'));
process.once('exit', () => {
  rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
});
exitOnSignals();
await main(dir);
