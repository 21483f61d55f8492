// What the tests need and npm can bring, each fetched once into the git-ignored .vscode-test/.
import { spawnSync, type SpawnSyncOptions } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

/**
 * The folder of this name and version, filled the first time. It appears there whole, by one renaming: a broken run leaves
 * no half of it, and of two runs at once the first one wins.
 */
export function fetchOnce(
  name: string,
  version: string,
  fill: (dir: string) => void,
  store = resolve('.vscode-test'),
): string {
  const dir = join(store, `${name}-${version}`);
  if (existsSync(dir)) return dir;
  removeLeftovers(store, name);
  const draft = `${dir}.draft-${process.pid}`;
  mkdirSync(draft, { recursive: true });
  try {
    fill(draft);
    renameSync(draft, dir);
  } catch (error) {
    if (!existsSync(dir)) throw error;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return dir;
}

/** Other versions, and drafts of runs that were killed. */
function removeLeftovers(store: string, name: string): void {
  if (!existsSync(store)) return;
  for (const entry of readdirSync(store).filter((one) => one.startsWith(`${name}-`))) {
    const [, pid] = /\.draft-(\d+)$/.exec(entry) ?? [];
    if (pid === undefined || !isRunning(Number(pid))) rmSync(join(store, entry), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

export interface NpmPackage {
  readonly name: string;
  readonly version: string;
  /** As npm writes it: the SHA-512 of the tarball, in Base64. */
  readonly sha512: string;
}

/** Puts a part of the package, such as `package/bin`, into a folder; no script of it runs. */
export function unpack({ name, version, sha512 }: NpmPackage, part: string, to: string): void {
  run('npm', ['pack', '--silent', `${name}@${version}`], { cwd: to });
  const tarball = join(to, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`);
  const found = createHash('sha512').update(readFileSync(tarball)).digest('base64');
  if (found !== sha512) throw new Error(`${name} ${version} is not the package that was tried: its hash is ${found}.`);
  const depth = part.split('/').length;
  run('tar', ['xzf', tarball, '-C', to, `--strip-components=${depth}`, part]);
  rmSync(tarball);
}

export function run(command: string, args: readonly string[], options: SpawnSyncOptions = {}): void {
  const { status, error, stdout, stderr } = spawnSync(command, args, { maxBuffer: 1 << 26, ...options });
  if (error) throw error;
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${String(stdout)}${String(stderr)}`);
}
