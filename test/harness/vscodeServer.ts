import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type NpmVscode, npmVscode } from './vscodeDownload.ts';

export interface ServerOptions {
  /** An existing folder for everything that the server writes. */
  dir: string;
  /** For a suite in the extension host. It suppresses toasts, so walks of the user interface leave it off. */
  driver?: boolean;
  /** Taken when free, else any other one. */
  port?: number;
  /** Paths of .vsix files to install. */
  extensions?: string[];
  settings?: Record<string, unknown>;
  /** Workspaces are untrusted until the user trusts them, as with a new user. */
  restricted?: boolean;
  env?: Record<string, string>;
}

export interface VscodeServer {
  origin: string;
  stop: () => Promise<void>;
}

/** No welcome page, prompt, toast, update or telemetry comes between a test and the extension. */
const quietSettings = {
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'security.workspace.trust.startupPrompt': 'never',
  'chat.disableAIFeatures': true,
  'chat.commandCenter.enabled': false,
  'git.enabled': false,
  'files.simpleDialog.enable': true,
  'editor.accessibilitySupport': 'off',
  'remote.autoForwardPorts': false,
  // The browser's colour scheme then picks the theme.
  'window.autoDetectColorScheme': true,
};

/** Starts VS Code's own server from npm; it serves the true workbench and a true Node extension host. */
export async function startVscodeServer(options: ServerOptions): Promise<VscodeServer> {
  const vscode = npmVscode();
  const { dir } = options;
  mkdirSync(join(dir, 'ud/User'), { recursive: true });
  mkdirSync(join(dir, 'ext'), { recursive: true });
  const trust = { 'security.workspace.trust.enabled': options.restricted === true };
  writeFileSync(
    join(dir, 'ud/User/settings.json'),
    JSON.stringify({ ...quietSettings, ...trust, ...options.settings }),
  );
  installExtensions(vscode, dir, options.extensions ?? []);
  const port = await freePort(options.port);
  const child = launch(vscode, options, port);
  const stop = stopper(child);
  const origin = `http://127.0.0.1:${port}`;
  try {
    await untilReady(child, origin, join(dir, 'server.log'));
  } catch (error) {
    await stop();
    throw error;
  }
  return { origin, stop };
}

function installExtensions({ node, serverMain }: NpmVscode, dir: string, paths: string[]): void {
  if (paths.length === 0) return;
  const installs = paths.flatMap((path) => ['--install-extension', path]);
  const args = [serverMain, ...directories(dir), '--accept-server-license-terms', '--force', ...installs];
  const { status, stdout, stderr } = spawnSync(node, args, { encoding: 'utf8', env: environment() });
  if (status !== 0) throw new Error(`VS Code did not install ${paths.join(', ')}:\n${stdout}${stderr}`);
}

function launch({ node, serverMain }: NpmVscode, options: ServerOptions, port: number): ChildProcess {
  const flags = ['--without-connection-token', '--accept-server-license-terms'];
  if (options.restricted !== true) flags.push('--disable-workspace-trust');
  const quiet = ['--telemetry-level', 'off', '--disable-experiments'];
  const driver = options.driver ? ['--enable-smoke-test-driver'] : [];
  const address = ['--host', '127.0.0.1', '--port', String(port)];
  const log = openSync(join(options.dir, 'server.log'), 'a');
  // Detached: it leads a process group, which ends as a whole with its extension hosts.
  const child = spawn(node, [serverMain, ...address, ...flags, ...quiet, ...driver, ...directories(options.dir)], {
    detached: true,
    stdio: ['ignore', log, log],
    env: { ...environment(), ...options.env },
  });
  closeSync(log);
  return child;
}

function directories(dir: string): string[] {
  const flag = (name: string, folder: string): string[] => [`--${name}`, join(dir, folder)];
  return [...flag('server-data-dir', 'srv'), ...flag('user-data-dir', 'ud'), ...flag('extensions-dir', 'ext')];
}

/** Without the variables of a VS Code whose terminal we may run in, and without look-ups in a marketplace. */
function environment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^(VSCODE|ELECTRON)_/.test(name));
  return { ...Object.fromEntries(own), EXTENSIONS_GALLERY: '{}' };
}

async function untilReady(child: ChildProcess, origin: string, log: string): Promise<void> {
  for (let tries = 0; tries < 1200; tries++) {
    if (child.exitCode !== null || child.signalCode !== null) break;
    if (
      await fetch(`${origin}/version`).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return;
    await delay(100);
  }
  const output = existsSync(log) ? readFileSync(log, 'utf8').slice(-2000) : '';
  throw new Error(`The VS Code server did not start:\n${output}`);
}

function stopper(child: ChildProcess): () => Promise<void> {
  const ended = new Promise<void>((done) => {
    child.once('exit', () => done());
    child.once('error', () => done());
  });
  const kill = (signal: NodeJS.Signals): void => signalGroup(child.pid, signal);
  const killNow = (): void => kill('SIGKILL');
  // A detached group would outlive us when we end early.
  process.once('exit', killNow);
  return async () => {
    kill('SIGTERM');
    await Promise.race([ended, delay(3000, undefined, { ref: false })]);
    killNow();
    process.removeListener('exit', killNow);
  };
}

/** For a walk that is interrupted: an exit, unlike a signal, lets the clean-up of servers and browsers run. */
export function exitOnSignals(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130));
}

function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // The group has ended already.
  }
}

async function freePort(preferred = 0): Promise<number> {
  const free = await listenOnce(preferred);
  return free ?? (await listenOnce(0)) ?? Promise.reject(new Error('No free port on 127.0.0.1'));
}

function listenOnce(port: number): Promise<number | undefined> {
  return new Promise((done) => {
    const server = createServer();
    server.once('error', () => done(undefined));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' ? address?.port : undefined));
    });
  });
}
