// Looks like a VS Code executable to @vscode/test-electron, but runs the suite in the npm-borne VS Code.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { BrowserContext } from 'playwright-core';
import { openWorkbench, remoteUri } from './browser.ts';
import { startVscodeServer } from './vscodeServer.ts';

const capMilliseconds = 5 * 60_000;

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

/** Resolves with the suite's exit code, as the workbench reports it. */
async function runSuite(origin: string, { extension, tests, folder }: Suite): Promise<number> {
  let finish: (code: number) => void = () => undefined;
  const finished = new Promise<number>((done) => (finish = done));
  const prepare = async (context: BrowserContext): Promise<void> => {
    await context.exposeBinding('codeAutomationLog', (_source, _type, args: unknown[] = []) => console.log(...args));
    await context.exposeBinding('codeAutomationExit', (_source, code: number) => finish(code));
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
    console.error('The suite did not end within 5 minutes.');
    finish(124);
  }, capMilliseconds);
  try {
    return await finished;
  } finally {
    clearTimeout(cap);
    await workbench.close();
  }
}

async function main(): Promise<number> {
  const suite = readSuite();
  const dir = mkdtempSync(join(tmpdir(), 'matter-vscode-'));
  // An exit, unlike a signal, lets the server's and our own clean-up run.
  process.once('exit', () => rmSync(dir, { recursive: true, force: true, maxRetries: 5 }));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
  const server = await startVscodeServer({ dir, driver: true, extensions: [] });
  try {
    return await runSuite(server.origin, suite);
  } finally {
    await server.stop();
  }
}

process.exit(await main());
