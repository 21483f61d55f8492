// `npm run bench`: speed and size against their floors, both in the same run and taking turns. Ratios count: the machine
// may be shared.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseMatter } from '../../src/core/syntax/parse.ts';
import { packExtension } from '../harness/pack.ts';

const runs = 15;

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;
}

function report(name: string, figures: string, ratio: number, limit: number): void {
  const verdict = ratio <= limit ? 'ok' : 'MISSED';
  console.log(`${name.padEnd(42)} ${figures.padEnd(30)} ratio ${ratio.toFixed(2)}, limit ${limit}: ${verdict}`);
}

function wallMs(args: readonly string[]): number {
  const start = performance.now();
  const { status } = spawnSync(process.execPath, args, { stdio: 'ignore' });
  if (status !== 0) throw new Error(`node ${args.join(' ')} did not exit with 0.`);
  return performance.now() - start;
}

function compareProcesses(name: string, floor: readonly string[], ours: readonly string[]): void {
  wallMs(floor);
  wallMs(ours);
  const pairs = Array.from({ length: runs }, () => [wallMs(floor), wallMs(ours)] as const);
  const floorMs = median(pairs.map(([ms]) => ms));
  const oursMs = median(pairs.map(([, ms]) => ms));
  report(name, `${oursMs.toFixed(0)} ms, floor ${floorMs.toFixed(0)} ms`, median(pairs.map(([a, b]) => b / a)), 1.5);
}

/** A server in a process of its own: this one blocks while it times. */
async function startTarget(dir: string): Promise<{ readonly url: string; readonly stop: () => void }> {
  const script = join(dir, 'server.mjs');
  const text = `const server = createServer((q, r) => r.end('{"ok":true}'));
server.listen(0, '127.0.0.1', () => console.log(server.address().port));`;
  writeFileSync(script, `import { createServer } from 'node:http';\n${text}`);
  const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = await new Promise<string>((resolve) => {
    child.stdout.once('data', (data: Buffer) => {
      resolve(data.toString().trim());
    });
  });
  return { url: `http://127.0.0.1:${port}/`, stop: () => child.kill() };
}

async function processes(dir: string): Promise<void> {
  compareProcesses('matter --version : node -e 0', ['-e', '0'], ['dist/matter.js', '--version']);
  const target = await startTarget(dir);
  const bare = join(dir, 'bare.mjs');
  writeFileSync(bare, "import http from 'node:http';\nhttp.get(process.argv[2], (r) => r.pipe(process.stdout));");
  const file = join(dir, 'one.matter');
  writeFileSync(file, `GET ${target.url}\n`);
  compareProcesses('matter run, 1 request : bare node:http', [bare, target.url], ['dist/matter.js', 'run', file]);
  target.stop();
}

function sizes(): void {
  const limits = [
    ['eager bundle, minified', 'dist/extension.js', 100_000],
    ['packed extension', packExtension(), 500_000],
  ] as const;
  for (const [name, path, limit] of limits) {
    const bytes = statSync(path).size;
    report(name, `${(bytes / 1000).toFixed(1)} KB`, bytes / limit, 1);
  }
}

function requestText(index: number): string {
  const head = `### Request ${index}\n# @name r${index}\nPOST /items/{{tenant}}/${index}\nContent-Type: application/json\n`;
  return `${head}X-Tenant: {{tenant}}\n\n{\n  "a": ${index},\n  "b": [1, 2, 3],\n  "c": "some text"\n}\n\n`;
}

function timed(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

function parsing(): void {
  for (const count of [10_000, 100_000]) {
    const text = `@tenant = acme\n\n${Array.from({ length: count }, (_, index) => requestText(index)).join('')}`;
    const floorMs = timed(() => text.split(/\r?\n/));
    const oursMs = timed(() => parseMatter(text));
    const figures = `${oursMs.toFixed(0)} ms, floor ${floorMs.toFixed(0)} ms`;
    report(`parse ${count} requests : split`, figures, oursMs / floorMs, 3);
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

const dir = mkdtempSync(join(tmpdir(), 'matter-bench-'));
try {
  await processes(dir);
  activation();
  sizes();
  parsing();
} finally {
  rmSync(dir, { recursive: true });
}
