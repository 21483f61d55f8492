import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** Packs what the build has put into dist/, as it would be published. */
export function packExtension(): string {
  return pack('.', 'out/matter.vsix');
}

/** A copy, because VS Code and vsce take an extension's folder as a whole. */
export function copyStarter(): string {
  rmSync('out/starter', { recursive: true, force: true });
  cpSync('test/harness/starter', 'out/starter', { recursive: true });
  return resolve('out/starter');
}

/** Packs the companion that starts the sandbox for `npm start`. */
export function packStarter(): string {
  return pack(copyStarter(), 'out/starter.vsix', ['--skip-license', '--allow-missing-repository']);
}

function pack(folder: string, out: string, flags: string[] = []): string {
  const vsix = resolve(out);
  const vsce = resolve('node_modules/@vscode/vsce/vsce');
  mkdirSync(dirname(vsix), { recursive: true });
  // Renamed when it is whole: another part of the tests may read the one before.
  const draft = `${vsix}.${process.pid}`;
  const args = [vsce, 'package', '--no-dependencies', ...flags, '-o', draft];
  // No stdin: a question of vsce's must fail here instead of waiting for an answer.
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (status !== 0) throw new Error(`vsce did not pack ${out}:\n${stdout}${stderr}`);
  renameSync(draft, vsix);
  return vsix;
}
