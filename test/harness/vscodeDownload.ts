import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fetchOnce, run, unpack, type NpmPackage } from './fetchOnce.ts';

/** Carries VS Code's own server, web workbench and built-in extensions. */
const codeServer: NpmPackage = {
  name: 'code-server',
  version: '4.139.1',
  sha512: 'fUYvJVdz4ZoVJfakGiGWXFMpF8K1ObsrpGvX17ZxNpKOzdNHs7lANT670JTr4ZhA8DnWqyvvmFG/d3HV9Yy6ew==',
};
/** That VS Code needs a newer Node than ours; npm carries one for each platform. */
const nodeVersion = '24.21.0';
const target = `${process.platform}-${process.arch}`;
const installFlags = ['--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];

export interface NpmVscode {
  readonly node: string;
  readonly serverMain: string;
}

/** VS Code from the npm registry; for machines that have no desktop VS Code and cannot download one. */
export function npmVscode(): NpmVscode {
  if (process.platform === 'win32')
    throw new Error('On Windows, install VS Code: its npm-borne server does not run there.');
  const dir = fetchOnce('npm-vscode', `${codeServer.version}-${nodeVersion}`, (draft) => {
    console.log('Fetching VS Code from npm (once, about half a minute, 500 MB) …');
    const vscode = join(draft, 'vscode');
    mkdirSync(vscode);
    fetchNode(draft);
    fetchVscode(vscode);
    prune(vscode);
  });
  return {
    node: join(dir, `node_modules/node-${target}/bin/node`),
    serverMain: join(dir, 'vscode/out/server-main.js'),
  };
}

function fetchNode(dir: string): void {
  // A manifest of its own keeps npm from installing into this project.
  writeFileSync(join(dir, 'package.json'), '{"private":true}');
  run('npm', ['install', ...installFlags, '--no-save', `node-${target}@${nodeVersion}`], { cwd: dir });
}

function fetchVscode(vscode: string): void {
  unpack(codeServer, 'package/lib/vscode', vscode);
  rmSync(join(vscode, 'extensions/copilot'), { recursive: true, force: true });
  // Not `npm ci`: the shrinkwrap in the package is out of step with its manifest.
  for (const folder of [vscode, join(vscode, 'extensions')]) run('npm', ['install', ...installFlags], { cwd: folder });
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
