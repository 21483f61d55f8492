import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Installs packages of npm into a folder that is not checked in, once, without running anything of them. */
export function fetchPackages(name: string, packages: readonly string[]): string {
  const folder = resolve('.corpus', name);
  const manifest = join(folder, 'package.json');
  const wanted = JSON.stringify({ private: true, fetched: packages });
  if (!existsSync(manifest) || readFileSync(manifest, 'utf8') !== wanted) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(manifest, JSON.stringify({ private: true }));
    const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-save'];
    execFileSync('npm', ['install', ...options, ...packages], { cwd: folder, stdio: 'ignore' });
    writeFileSync(manifest, wanted);
  }
  return join(folder, 'node_modules');
}

export const octokit = '@octokit/openapi@23.0.2';
