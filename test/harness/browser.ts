import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Browser, type BrowserContext, type Locator, type Page, chromium } from 'playwright-core';
import { findBrowser } from './chromium.ts';

export interface WorkbenchOptions {
  origin: string;
  folder?: string;
  /** The workbench's start-up instructions, such as `['openFile', uri]`; see `remoteUri`. */
  payload?: [string, string][];
  theme?: 'light' | 'dark';
  /** Runs before the page loads. */
  prepare?: (context: BrowserContext) => Promise<void>;
}

export interface Workbench {
  browser: Browser;
  context: BrowserContext;
  page: Page;
  close: () => Promise<void>;
}

/** For whatever must come: a busy machine takes its time, and a fault is still told. */
export const limitMs = 2 * 60_000;
const chromeArgs = [
  '--no-sandbox', // Root in a container has none; the browser visits only our own server.
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export function launchBrowser(): Promise<Browser> {
  const { executablePath, env } = findBrowser();
  return chromium.launch({ executablePath, headless: true, args: chromeArgs, env: { ...process.env, ...env } });
}

/** Opens VS Code's workbench, as served by `origin`, in a headless browser. */
export async function openWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  const browser = await launchBrowser();
  try {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      permissions: ['clipboard-read', 'clipboard-write'],
      colorScheme: options.theme ?? 'dark',
    });
    await keepSecrets(context, options.origin);
    await options.prepare?.(context);
    context.setDefaultTimeout(limitMs);
    const page = await context.newPage();
    await page.goto(workbenchUrl(options));
    return { browser, context, page, close: () => browser.close() };
  } catch (error) {
    await browser.close();
    throw error;
  }
}

export function workbenchUrl({
  origin,
  folder,
  payload,
}: Pick<WorkbenchOptions, 'origin' | 'folder' | 'payload'>): string {
  const query = new URLSearchParams(folder === undefined ? { ew: 'true' } : { folder });
  if (payload) query.set('payload', JSON.stringify(payload));
  return `${origin}/?${query.toString()}`;
}

/** How the workbench in the browser names a file on the server. */
export function remoteUri(origin: string, path: string): string {
  return `vscode-remote://${new URL(origin).host}${resolve(path)}`;
}

/** VS Code keeps secrets over a reload only where the page can get a key from its server; a fixed one will do. */
async function keepSecrets(context: BrowserContext, origin: string): Promise<void> {
  await context.addCookies([{ name: 'vscode-secret-key-path', value: '/mint-key', url: origin }]);
  await context.route('**/mint-key', (route) => route.fulfill({ status: 200, body: Buffer.alloc(32, 7) }));
}

export async function waitForActivityBar(page: Page, label: string): Promise<Locator> {
  const action = page.locator(`.activitybar .action-label[aria-label*="${label}"]`).first();
  await action.waitFor();
  return action;
}

/** Runs a command by its full title, such as `Matter: Sign In`, through the palette. */
export async function runCommand(page: Page, title: string): Promise<void> {
  const row = quickInputRow(page, title);
  // Right after a load the workbench loses keys and shows an incomplete list, so the palette is opened anew.
  for (let tries = 0; tries < 40; tries++) {
    await page.keyboard.press('F1');
    try {
      await quickInput(page).fill(`>${title}`, { timeout: 3000 });
      await row.click({ timeout: 3000 });
      return;
    } catch {
      await page.keyboard.press('Escape');
    }
  }
  throw new Error(`The command palette does not offer "${title}".`);
}

export function quickInput(page: Page): Locator {
  return page.locator('.quick-input-widget .quick-input-box input:visible').first();
}

/** Types into the quick input and accepts it; `step` waits for a part of the step's title or prompt first. */
export async function fillInput(page: Page, text: string, step = ''): Promise<void> {
  await page.locator('.quick-input-widget:visible', { hasText: step }).waitFor();
  const input = quickInput(page);
  await input.fill(text);
  await input.press('Enter');
  await untilLeft(input, text);
}

/** The next step reuses the same box: until the text is gone, a second `fillInput` would write into this one. */
async function untilLeft(input: Locator, text: string): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if (!(await input.isVisible()) || (await input.inputValue().catch(() => '')) !== text) return;
    await delay(100);
  }
}

export async function pickItem(page: Page, label: string): Promise<void> {
  await quickInputRow(page, label).click();
}

function quickInputRow(page: Page, label: string): Locator {
  const name = page.locator('.label-name', { hasText: new RegExp(`^\\s*${escapePattern(label)}\\s*$`) });
  return page.locator('.quick-input-list .monaco-list-row').filter({ has: name }).first();
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

export async function clickDialogButton(page: Page, label: string): Promise<void> {
  await page.locator('.monaco-dialog-box').getByRole('button', { name: label, exact: true }).click();
}

export async function screenshot(page: Page, name: string): Promise<string> {
  mkdirSync('out/screenshots', { recursive: true });
  const path = join('out/screenshots', `${name}.png`);
  await page.screenshot({ path });
  return path;
}
