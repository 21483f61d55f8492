import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workbenchUrl } from './browser.ts';
import { copyStarter, packExtension, packStarter } from './pack.ts';
import { startVscodeServer } from './vscodeServer.ts';

const windows = process.platform === 'win32';
// Fixed, because a browser keeps what it remembers of VS Code by address.
const defaultPort = 8765;

const dir = mkdtempSync(join(tmpdir(), 'matter-start-'));
let stop = (): Promise<void> => Promise.resolve();

async function end(code: number): Promise<never> {
  await stop();
  rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
  process.exit(code);
}

function copySample(): string {
  const sample = join(dir, 'sample');
  cpSync('media/sample', sample, { recursive: true });
  return sample;
}

function hasDesktop(): boolean {
  return process.env['MATTER_START'] !== 'browser' && spawnSync('code', ['--version'], { shell: windows }).status === 0;
}

function startDesktop(): void {
  const extensions = [process.cwd(), copyStarter()].map((path) => `--extensionDevelopmentPath=${path}`);
  const args = [...extensions, '--new-window', '--wait', '--user-data-dir', join(dir, 'user'), copySample()];
  const code = spawn('code', args, { stdio: 'inherit', shell: windows });
  code.once('exit', (status) => void end(status ?? 0));
  console.log('Ready: the VS Code window that opens (Ctrl-C ends)');
}

async function startBrowser(): Promise<void> {
  const server = join(dir, 'server');
  mkdirSync(server);
  const extensions = [packExtension(), packStarter()];
  const port = Number(process.env['MATTER_PORT'] ?? defaultPort);
  const vscode = await startVscodeServer({ dir: server, driver: false, port, extensions });
  stop = vscode.stop;
  console.log(`Ready: ${workbenchUrl({ origin: vscode.origin, folder: copySample() })} (Ctrl-C ends)`);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => void end(0));
try {
  if (hasDesktop()) startDesktop();
  else await startBrowser();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  await end(1);
}
