// Looks like a VS Code executable to @vscode/test-electron, but runs the suite in the npm-borne VS Code.
import { EventEmitter, once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { format, parseArgs } from 'node:util';
import type { BrowserContext, Page } from 'playwright-core';
import { openWorkbench, remoteUri } from './browser.ts';
import { exitOnSignals, startVscodeServer } from './vscodeServer.ts';

const capMinutes = 20;
const mark = 'matter-test:';
/** What the workbench logs: shown only where the suite did not come to say anything. */
const workbenchLog: string[] = [];
let suiteSpoke = false;

interface Suite {
  extension: string;
  tests: string;
  folder: string | undefined;
}

function readSuite(): Suite {
  const { values, positionals } = parseArgs({
    strict: false, // VS Code's many other options do not matter here.
    options: { extensionDevelopmentPath: { type: 'string' }, extensionTestsPath: { type: 'string' } },
  });
  const { extensionDevelopmentPath: extension, extensionTestsPath: tests } = values;
  if (typeof extension !== 'string' || typeof tests !== 'string') {
    throw new Error('Give --extensionDevelopmentPath= and --extensionTestsPath=.');
  }
  const [folder] = positionals;
  return { extension, tests, folder: folder === undefined ? undefined : resolve(folder) };
}

function log(line: string): void {
  if (!line.startsWith(mark)) {
    workbenchLog.push(line);
    return;
  }
  suiteSpoke = true;
  console.log(line.slice(mark.length));
}

/** Resolves with the suite's exit code, as the workbench reports it. */
async function runSuite(origin: string, { extension, tests, folder }: Suite): Promise<number> {
  const exit = new EventEmitter<{ code: [number] }>();
  const finished = once(exit, 'code') as Promise<[number]>;
  const prepare = async (context: BrowserContext): Promise<void> => {
    await context.exposeBinding('codeAutomationLog', (_source, _type, args: unknown[] = []) => log(format(...args)));
    await context.exposeBinding('codeAutomationExit', (_source, code: number) => exit.emit('code', code));
  };
  const workbench = await openWorkbench({
    origin,
    prepare,
    ...(folder === undefined ? {} : { folder }),
    payload: [
      ['extensionDevelopmentPath', remoteUri(origin, extension)],
      ['extensionTestsPath', remoteUri(origin, tests)],
      ['skipWelcome', 'true'],
      ['skipReleaseNotes', 'true'],
    ],
  });
  const cap = setTimeout(() => {
    console.error(`The suite did not end within ${capMinutes} minutes.`);
    exit.emit('code', 124);
  }, capMinutes * 60_000);
  try {
    const [code] = await finished;
    return code;
  } finally {
    clearTimeout(cap);
    await writeTraces(workbench.page);
    await workbench.close();
  }
}

/** For `npm run test:security`: what the suite has left on the console, and in the mementos that the browser keeps. */
async function writeTraces(page: Page): Promise<void> {
  const file = process.env['MATTER_TALLY'];
  if (file === undefined || !existsSync(`${file}.canaries.json`)) return;
  writeFileSync(`${file}.console.txt`, workbenchLog.join('\n'));
  writeFileSync(`${file}.memento.json`, JSON.stringify(await page.evaluate(readDatabases)));
}

const readDatabases = `(async () => {
  const done = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const all = {};
  for (const { name } of await indexedDB.databases()) {
    const database = await done(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      const rows = database.transaction(store).objectStore(store);
      const [keys, values] = [await done(rows.getAllKeys()), await done(rows.getAll())];
      all[name + ' ' + store] = keys.map((key, at) => [String(key), values[at]]);
    }
    database.close();
  }
  return all;
})()`;

async function main(): Promise<number> {
  const suite = readSuite();
  const dir = mkdtempSync(join(tmpdir(), 'matter-vscode-'));
  // An exit, unlike a signal, lets the server's and our own clean-up run.
  process.once('exit', () => rmSync(dir, { recursive: true, force: true, maxRetries: 5 }));
  exitOnSignals();
  const server = await startVscodeServer({
    dir,
    driver: true,
    restricted: process.env['MATTER_TEST_RESTRICTED'] !== undefined,
    env: { MATTER_TEST_MARK: mark, MATTER_TEST_SERVER_DIR: dir },
  });
  try {
    const code = await runSuite(server.origin, suite);
    if (code !== 0 && !suiteSpoke) console.error(workbenchLog.join('\n'));
    return code;
  } finally {
    await server.stop();
  }
}

process.exit(await main());
