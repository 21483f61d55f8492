import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { startProxy } from '../support/servers/proxyServer.ts';

/** Desktop VS Code where it can be had; MATTER_TEST_VSCODE=desktop or =npm decides it instead. */
async function vscodeExecutable(): Promise<string> {
  const choice = process.env['MATTER_TEST_VSCODE'];
  const { DISPLAY: x11, WAYLAND_DISPLAY: wayland } = process.env;
  const headless = process.platform === 'linux' && (x11 ?? wayland) === undefined;
  if (choice === 'desktop') return downloadAndUnzipVSCode();
  if (choice === 'npm' || headless) return npmExecutable();
  try {
    return await downloadAndUnzipVSCode({ timeout: 15_000 });
  } catch (error) {
    console.log(`VS Code's own download does not work here (${String(error)}).`);
    return npmExecutable();
  }
}

/** test-electron starts one executable file without arguments of ours, so the shim gets a wrapper. */
function npmExecutable(): string {
  const path = resolve('out/harness/vscode');
  mkdirSync(resolve('out/harness'), { recursive: true });
  writeFileSync(path, `#!/bin/sh\nexec '${process.execPath}' '${resolve('out/harness/shim.js')}' "$@"\n`);
  chmodSync(path, 0o755);
  return path;
}

/** A copy, so that tests may write into the workspace. */
function copyWorkspace(): string {
  const source = resolve('test/integration/workspace');
  const copy = mkdtempSync(join(tmpdir(), 'matter-workspace-'));
  if (existsSync(source)) cpSync(source, copy, { recursive: true });
  else writeFileSync(join(copy, 'hello.matter'), 'GET /\n');
  return copy;
}

const restricted = process.argv.includes('--restricted');
const workspace = copyWorkspace();
// Proxies outside of the extension host, whose own traffic VS Code would send through them again.
const open = await startProxy();
const closed = await startProxy({ login: { username: 'user', password: 'sbx_proxy_password' } });
try {
  await runTests({
    vscodeExecutablePath: await vscodeExecutable(),
    extensionDevelopmentPath: process.cwd(),
    extensionTestsPath: resolve(process.argv[2] ?? 'out/integration/index.cjs'),
    launchArgs: [workspace],
    extensionTestsEnv: {
      MATTER_TEST_PROXY: open.url,
      MATTER_TEST_PROXY_WITH_PASSWORD: closed.url,
      ...(restricted ? { MATTER_TEST_RESTRICTED: '1' } : {}),
    },
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await Promise.all([open.stop(), closed.stop()]);
  rmSync(workspace, { recursive: true, force: true, maxRetries: 5 });
}
