// Installs the locked dependencies where they are missing or older than the lockfile, then builds.
// Plain JavaScript on Node's own modules: it runs before anything is installed.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';

function run(command, args) {
  const { status } = spawnSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) process.exit(status ?? 1);
}

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Node.js 20.19 or newer is needed; this is ${process.versions.node}.`);
  process.exit(1);
}
const installed = 'node_modules/.package-lock.json';
if (!existsSync(installed) || statSync(installed).mtimeMs < statSync('package-lock.json').mtimeMs) {
  // No install scripts: nothing that we use needs one, and a hijacked dependency gets no run.
  const more = process.env.npm_lifecycle_event === 'pretest' ? '; then VS Code, and a browser where there is none' : '';
  console.log(`Installing the locked packages (about 10 s)${more} …`);
  run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund']);
}
console.log('Building …');
run(process.execPath, ['esbuild.mjs']);
