// `npm run bench`: speed and size against their floors, both in the same run and taking turns. Ratios count: the machine
// may be shared.
import { spawn, spawnSync } from 'node:child_process';
import { Agent, get } from 'node:http';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Checker } from '../../src/core/language/check.ts';
import { emptyContext } from '../../src/core/language/context.ts';
import { lensPlaces, symbolsOf } from '../../src/core/language/symbols.ts';
import { Runner } from '../../src/core/run/runner.ts';
import { createNodeTransport } from '../../src/node/httpTransport.ts';
import { systemClock } from '../../src/node/systemClock.ts';
import { runnerPorts } from '../support/runnerPorts.ts';
import { editMatter } from '../../src/core/syntax/edit.ts';
import { parseMatter } from '../../src/core/syntax/parse.ts';
import { packExtension } from '../harness/pack.ts';

const runs = 15;

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;
}

function report(name: string, figures: string, ratio: number, limit: number): void {
  const verdict = ratio <= limit ? 'ok' : 'MISSED';
  console.log(`${name.padEnd(44)} ${figures.padEnd(30)} ratio ${ratio.toFixed(2)}, limit ${limit}: ${verdict}`);
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
  const many = join(dir, 'many.mjs');
  const urls = `const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });\nfor (let i = 0; i < 100; i++)\n  await new Promise((done) => http.get(process.argv[2], { agent }, (r) => r.resume().once('end', done)));\nagent.destroy();`;
  writeFileSync(many, `import http from 'node:http';\n${urls}`);
  const hundred = join(dir, 'hundred.matter');
  writeFileSync(hundred, `GET ${target.url}\n###\n`.repeat(100));
  compareProcesses('matter run, 100 requests : node:http', [many, target.url], ['dist/matter.js', 'run', hundred]);
  target.stop();
}

/** 1,000 requests in order over one warm connection: the runner beside bare node:http, taking turns. */
async function warmSends(dir: string): Promise<void> {
  const count = 1000;
  const target = await startTarget(dir);
  const bare = new Agent({ keepAlive: true, maxSockets: 1 });
  const bareSend = (): Promise<void> =>
    new Promise((resolve, reject) => {
      get(target.url, { agent: bare }, (response) => response.resume().once('end', resolve)).once('error', reject);
    });
  const tree = parseMatter(Array.from({ length: count }, (_, index) => `### r${index}\nGET ${target.url}\n`).join(''));
  const transport = createNodeTransport();
  const { requests } = tree;
  const runner = new Runner(tree, runnerPorts({ transport, plainTransport: transport }, systemClock));
  const times: [number, number][] = [];
  for (let run = 0; run < 5; run++) {
    const start = performance.now();
    for (let index = 0; index < count; index++) await bareSend();
    const middle = performance.now();
    for (const request of requests) await runner.run(request);
    times.push([middle - start, performance.now() - middle]);
  }
  transport.dispose();
  bare.destroy();
  target.stop();
  const beyond = median(times.map(([floor, ours]) => (ours - floor) / count));
  const floorMs = median(times.map(([floor]) => floor / count));
  report('warm send, beyond bare node:http', `${beyond.toFixed(3)} ms, bare ${floorMs.toFixed(3)} ms`, beyond / 0.3, 1);
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

/** A mixed file: GET and POST with JSON body, names, comments, file variables; about 285 characters a request. */
function mixedFile(count: number): string {
  const request = (index: number): string => {
    const isPost = index % 2 === 1;
    const body = {
      id: index,
      name: `item ${index}`,
      tags: ['alpha', 'beta', 'gamma'],
      tenant: '{{tenant}}',
      nested: { a: true },
    };
    return [
      `### request ${index}`,
      ...(isPost ? [] : [`# a comment about request ${index}`, '// and another one']),
      ...(index % 4 > 1 ? [`# @name req_${index}`] : []),
      `${isPost ? 'POST' : 'GET'} {{baseUrl}}/v1/items/${index}?page=${index % 7}&size=20`,
      'Accept: application/json',
      `X-Request-Id: r-${index}`,
      ...(isPost ? ['Content-Type: application/json', '', JSON.stringify(body, null, 2)] : []),
      '',
    ].join('\n');
  };
  const variables = '@baseUrl = http://127.0.0.1\n@tenant = acme\n@version = v1\n@userAgent = bench\n@lang = en\n\n';
  return variables + Array.from({ length: count }, (_, index) => request(index)).join('\n');
}

function bigBody(): string {
  const row = JSON.stringify({ id: 123456, name: 'the quick brown fox', ok: true, price: 12.5 });
  const rows = Array.from({ length: Math.ceil((50 << 20) / row.length) }, () => row);
  return `### big\nPOST http://127.0.0.1/\nContent-Type: application/json\n\n[${rows.join(',\n')}]\n`;
}

interface Parsed {
  readonly ms: number;
  readonly peakMb: number;
}

/** One cold parse in a process of its own. */
function parseOnce(way: 'split' | 'ours', path: string): Parsed {
  const { stdout, stderr } = spawnSync(process.execPath, ['out/bench/parseOnce.js', way, path], { encoding: 'utf8' });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as Parsed;
}

function comparesParse(name: string, path: string, text: string): { readonly oursMs: number } {
  writeFileSync(path, text);
  const pairs = Array.from({ length: 5 }, () => [parseOnce('split', path), parseOnce('ours', path)] as const);
  const figure = (key: keyof Parsed): readonly [number, number, number] => [
    median(pairs.map(([floor]) => floor[key])),
    median(pairs.map(([, ours]) => ours[key])),
    median(pairs.map(([floor, ours]) => ours[key] / floor[key])),
  ];
  const [floorMs, oursMs, timeRatio] = figure('ms');
  const [floorMb, oursMb, memoryRatio] = figure('peakMb');
  report(`${name} : split`, `${oursMs.toFixed(0)} ms, floor ${floorMs.toFixed(0)} ms`, timeRatio, 3);
  report(`${name}, peak memory`, `${oursMb.toFixed(0)} MB, floor ${floorMb.toFixed(0)} MB`, memoryRatio, 2);
  return { oursMs };
}

function parsing(dir: string): void {
  const path = join(dir, 'bench.matter');
  const { oursMs: small } = comparesParse('parse 10,000 requests', path, mixedFile(10_000));
  const { oursMs: large } = comparesParse('parse 100,000 requests', path, mixedFile(100_000));
  report('parse, 10 times the requests', `${(large / small).toFixed(1)} times the time`, large / small, 12);
  comparesParse('parse a body of 50 MB', path, bigBody());
}

/** A keystroke in the middle of 10,000 requests: parse, check, symbols, places of the lenses. */
function keystroke(): void {
  const checker = new Checker();
  let tree = parseMatter(mixedFile(10_000));
  const at = tree.starts[5000]! + 20;
  const type = (): void => {
    tree = editMatter(tree, { span: { start: at, end: at }, text: 'x' });
    checker.check(tree, emptyContext);
    symbolsOf(tree);
    lensPlaces(tree);
  };
  checker.check(tree, emptyContext);
  for (let count = 0; count < 20; count++) type();
  const ms = median(Array.from({ length: 50 }, () => timed(type)));
  report('keystroke in 10,000 requests', `${ms.toFixed(1)} ms`, ms / 10, 1);
}

/** Texts of 1 MB that cost a careless parser the square of their length. */
function hostile(): void {
  const size = 1 << 20;
  const texts = [
    '{'.repeat(size),
    `GET /${'{{'.repeat(size / 2)}`,
    `GET /\n\n${'{{a\n'.repeat(size / 4)}`,
    `@a = ${'{{b'.repeat(size / 3)}`,
    'x'.repeat(size),
    `GET /\n${'a b\n'.repeat(size / 4)}`,
    `# @assert body.$${'['.repeat(size)}`,
  ];
  const worst = Math.max(...texts.map((text) => timed(() => new Checker().check(parseMatter(text), emptyContext))));
  report('worst of 7 hostile texts of 1 MB', `${worst.toFixed(0)} ms`, worst / 100, 1);
}

function timed(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
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
  await warmSends(dir);
  activation();
  sizes();
  keystroke();
  hostile();
  parsing(dir);
} finally {
  rmSync(dir, { recursive: true });
}
