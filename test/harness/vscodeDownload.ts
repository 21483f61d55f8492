import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The npm package code-server carries VS Code's own server, web workbench and built-in extensions. */
const codeServerVersion = '4.139.1';
/** That VS Code needs a newer Node than ours; npm carries one for each platform. */
const nodeVersion = '24.21.0';
const target = `${process.platform}-${process.arch}`;
const installFlags = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];

export interface NpmVscode {
  node: string;
  serverMain: string;
}

/** Fetches VS Code from the npm registry, once; for machines that have no desktop VS Code and cannot download one. */
export function ensureNpmVscode(): NpmVscode {
  const dir = resolve('.vscode-test/npm');
  const vscode = join(dir, 'vscode');
  // Written last and naming the versions: a broken or an old download is done anew.
  const stamp = join(dir, 'stamp');
  const wanted = `${codeServerVersion} ${nodeVersion}`;
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
    if (process.platform === 'win32')
      throw new Error('On Windows, install VS Code: its npm-borne server does not run there.');
    console.log('Fetching VS Code from npm (once, about half a minute) …');
    rmSync(dir, { recursive: true, force: true });
    mkdirSync(vscode, { recursive: true });
    fetchNode(dir);
    fetchVscode(dir, vscode);
    prune(vscode);
    writeFileSync(stamp, wanted);
  }
  return {
    node: join(dir, `node_modules/node-${target}/bin/node`),
    serverMain: join(vscode, 'out/server-main.js'),
  };
}

function fetchNode(dir: string): void {
  // A manifest of its own keeps npm from installing into this project.
  writeFileSync(join(dir, 'package.json'), '{"private":true}');
  run('npm', ['install', ...installFlags, '--no-save', `node-${target}@${nodeVersion}`], dir);
}

function fetchVscode(dir: string, vscode: string): void {
  const tarball = join(dir, `code-server-${codeServerVersion}.tgz`);
  run('npm', ['pack', '--silent', `code-server@${codeServerVersion}`], dir);
  run('tar', ['xzf', tarball, '-C', vscode, '--strip-components=3', 'package/lib/vscode'], dir);
  rmSync(tarball);
  rmSync(join(vscode, 'extensions/copilot'), { recursive: true, force: true });
  // Not `npm ci`: the shrinkwrap in the package is out of step with its manifest.
  run('npm', ['install', '--omit=dev', ...installFlags], vscode);
  run('npm', ['install', '--omit=dev', ...installFlags], join(vscode, 'extensions'));
}

/** Removes what no test needs: about 200 MB. */
function prune(vscode: string): void {
  const modules = join(vscode, 'node_modules');
  const ripgrep = join(modules, '@vscode/ripgrep-universal/bin');
  const foreign = existsSync(ripgrep) ? readdirSync(ripgrep).filter((name) => name !== target) : [];
  const unneeded = ['@github', '@microsoft/mxc-sdk'].map((name) => join(modules, name));
  for (const path of [...unneeded, ...foreign.map((name) => join(ripgrep, name))]) {
    rmSync(path, { recursive: true, force: true });
  }
}

function run(command: string, args: string[], cwd: string): void {
  const { status, error, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8', maxBuffer: 1 << 26 });
  if (error) throw error;
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${stdout}${stderr}`);
}
