import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { run } from '../servers/childProcess.ts';

/** What is not part of the project's own text, or is made from it. */
const notSource = new Set(['.git', '.vscode-test', 'dist', 'node_modules', 'out']);

/** The project's source in a folder of its own, with the installed packages of `from` and a watched builder. */
export function copyTree(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from).filter((entry) => !notSource.has(entry)))
    cpSync(join(from, name), join(to, name), { recursive: true });
  linkPackages(resolve('node_modules'), join(to, 'node_modules'));
}

/**
 * The packages as links; but `esbuild` is the real one behind a note taker: it builds what is shipped only, and notes
 * which files went into it. `preserveSymlinks` gives a package the path that it has where it is installed and no link:
 * the names of chunks are made from such paths.
 */
function linkPackages(installed: string, links: string): void {
  mkdirSync(join(links, 'esbuild'), { recursive: true });
  for (const name of readdirSync(installed).filter((entry) => entry !== 'esbuild' && !entry.startsWith('.')))
    symlinkSync(join(installed, name), join(links, name), 'junction');
  const noteTaker = `
const { appendFileSync } = require('node:fs');
const real = require(${JSON.stringify(join(installed, 'esbuild'))});
exports.context = async (options) => {
  if (!/^dist(\\/|$)/.test(options.outdir)) return { rebuild() {}, dispose() {} };
  const context = await real.context({ ...options, metafile: true, preserveSymlinks: true });
  const rebuild = async () => {
    const { metafile } = await context.rebuild();
    appendFileSync('inputs.jsonl', JSON.stringify(metafile) + '\\n');
  };
  return { rebuild, dispose: () => context.dispose() };
};
`;
  writeFileSync(join(links, 'esbuild', 'index.js'), noteTaker);
  writeFileSync(join(links, 'esbuild', 'package.json'), '{ "name": "esbuild", "main": "index.js" }');
}

/** Builds a copy as the project's own build does, in the given surroundings. */
export async function buildTree(folder: string, env: Readonly<Record<string, string>> = {}): Promise<void> {
  const { code, err } = await run(process.execPath, ['esbuild.mjs'], { cwd: folder, env });
  if (code !== 0) throw new Error(`The copy was not built:\n${err}`);
}

interface Metafile {
  readonly outputs: Readonly<Record<string, { readonly inputs: Readonly<Record<string, { bytesInOutput: number }>> }>>;
}

/** The names of the packages of which at least a byte is in what a built copy ships. */
export function shippedPackages(folder: string): readonly string[] {
  const lines = readFileSync(join(folder, 'inputs.jsonl'), 'utf8').trim().split('\n');
  const inputs = lines
    .flatMap((line) => Object.values((JSON.parse(line) as Metafile).outputs))
    .flatMap((output) => Object.entries(output.inputs))
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  const names = inputs.map(([path]) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]);
  return [...new Set(names.filter((name) => name !== undefined))].sort();
}

/** Packs a folder as `npm run package` does, into a file of the given name in it; the times of entries are fixed. */
export async function packTree(folder: string, name: string): Promise<Buffer> {
  const vsce = resolve('node_modules/@vscode/vsce/vsce');
  const env = { SOURCE_DATE_EPOCH: '1700000000', TZ: 'UTC' };
  const args = [vsce, 'package', '--no-dependencies', '-o', name];
  const { code, err } = await run(process.execPath, args, { cwd: folder, env });
  if (code !== 0) throw new Error(`vsce did not pack the copy:\n${err}`);
  return readFileSync(join(folder, name));
}

/** The SHA-256 of each file below a folder, by its path. */
export function hashesBelow(folder: string): ReadonlyMap<string, string> {
  const files = filesBelow(folder).map((path) => {
    const hash = createHash('sha256')
      .update(readFileSync(join(folder, path)))
      .digest('hex');
    return [path, hash] as const;
  });
  return new Map(files);
}

/** The paths of the files below a folder, sorted, with `/`. */
export function filesBelow(folder: string): readonly string[] {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return paths
    .filter((path) => statSync(join(folder, path)).isFile())
    .map((path) => path.replaceAll('\\', '/'))
    .sort();
}
