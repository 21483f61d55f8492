// `npm run bench [-- PART… --peers]`: speed and size against their floors, and against peers, in the same run and taking
// turns.
// Ratios count: the machine may be shared.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packExtension } from '../harness/pack.ts';
import { batch, portfolios, resultView } from './analyses.ts';
import { descriptions } from './descriptions.ts';
import { hostile, keystroke, parsing } from './language.ts';
import { median, report } from './measure.ts';
import { installPeers, noPeers } from './peers.ts';
import { reviewPage } from './reviews.ts';
import { largeResponse, processes, sendsAtExpiry, startTarget, warmSends } from './sends.ts';

/** What is loaded with a file of ours. */
function staticImports(path: string): readonly string[] {
  const names = readFileSync(path, 'utf8').matchAll(/(?:from|import)"\.\/(extension-[\w-]+\.js)"/g);
  return [...names].map(([, name = '']) => join('dist', name));
}

function sizes(): void {
  const limits = [
    ['eager bundle, minified', ['dist/extension.js', ...staticImports('dist/extension.js')], 100_000],
    ['packed extension', [packExtension()], 1_000_000],
  ] as const;
  for (const [name, paths, limit] of limits) {
    const bytes = paths.reduce((sum, path) => sum + statSync(path).size, 0);
    report(name, `${(bytes / 1000).toFixed(1)} KB`, bytes / limit, 1);
  }
}

/** Loading and activating ours in a real extension host, beside an empty extension; each run is a VS Code of its own. */
function activation(): void {
  const results = Array.from({ length: 3 }, () => {
    const { stdout } = spawnSync(process.execPath, ['out/harness/integration.js', 'out/bench/activation.cjs']);
    const json = /activation (\{.*\})/.exec(stdout.toString())?.[1];
    if (json === undefined) throw new Error(`The extension host printed no figure:\n${stdout.toString()}`);
    return JSON.parse(json) as { readonly floorMs: number; readonly oursMs: number };
  });
  const oursMs = median(results.map((result) => result.oursMs));
  const floorMs = median(results.map((result) => result.floorMs));
  report('activation, ms', `${oursMs.toFixed(1)} ms, empty one ${floorMs.toFixed(1)} ms`, oursMs / 20, 1);
}

/** A key to the screen in a real workbench, while 100 MB come. */
function keys(): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['out/harness/ui.js', '--keys']);
  if (status !== 0) throw new Error(`Keys wait for a body that comes:\n${stdout.toString()}${stderr.toString()}`);
  process.stdout.write(stdout);
}

const peers = process.argv.includes('--peers') ? installPeers() : noPeers;
const dir = mkdtempSync(join(tmpdir(), 'matter-bench-'));
const target = await startTarget();
const parts: Readonly<Record<string, () => void | Promise<void>>> = {
  processes: () => {
    processes(dir, target, peers);
  },
  large: () => {
    largeResponse(dir, target, peers);
  },
  sends: async () => {
    await warmSends(target, peers);
    await sendsAtExpiry(target);
  },
  portfolios: () => portfolios(dir),
  view: resultView,
  descriptions: () => {
    descriptions(dir);
  },
  review: reviewPage,
  batch: () => batch(dir),
  activation,
  keys,
  sizes,
  language: () => {
    keystroke();
    hostile();
    parsing(dir);
  },
};
const wanted = process.argv.slice(2).filter((name) => Object.hasOwn(parts, name));
try {
  for (const [name, part] of Object.entries(parts)) if (wanted.length === 0 || wanted.includes(name)) await part();
} finally {
  target.stop();
  rmSync(dir, { recursive: true });
}
