import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { join } from 'node:path';
import { Senders } from '../../src/core/auth/senders.ts';
import { Redactor } from '../../src/core/http/redactor.ts';
import { runAll } from '../../src/core/run/runAll.ts';
import { Runner } from '../../src/core/run/runner.ts';
import { parseMatter } from '../../src/core/syntax/parse.ts';
import { createNodeTransport } from '../../src/node/httpTransport.ts';
import { systemClock } from '../../src/node/systemClock.ts';
import { testCredential } from '../support/fakes/auth.ts';
import { ManualClock } from '../support/fakes/manualClock.ts';
import { runnerPorts } from '../support/fakes/runnerPorts.ts';
import { median, peakMb, race, report, reportPeer, type Contestant } from './measure.ts';
import type { Peers } from './peers.ts';

/** Fewer with peers: some take seconds each. */
const runsWith = ({ version }: Peers): number => (version.length > 0 ? 5 : 15);

export interface Target {
  readonly url: string;
  readonly stop: () => void;
}

/** The server, in a process of its own: this one blocks while it times. */
export async function startTarget(): Promise<Target> {
  const child = spawn(process.execPath, ['out/bench/target.js'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [data] = (await once(child.stdout, 'data')) as [Buffer];
  return { url: `http://127.0.0.1:${data.toString().trim()}/`, stop: () => child.kill() };
}

/** The command line beside a bare script that does the same. */
export function processes(dir: string, { url }: Target, peers: Peers): void {
  const runs = runsWith(peers);
  const matter = (...args: readonly string[]): Contestant => ({ name: 'matter', args: ['dist/matter.js', ...args] });
  race({
    title: 'matter --version',
    floor: { name: 'node -e 0', args: ['-e', '0'] },
    ours: matter('--version'),
    peers: peers.version,
    runs,
    limit: 1.5,
  });
  const one = bareScript(dir, 'one', 'http.get(process.argv[2], (r) => r.pipe(process.stdout));');
  const many = bareScript(
    dir,
    'many',
    `const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
for (let i = 0; i < 100; i++)
  await new Promise((done) => http.get(process.argv[2], { agent }, (r) => r.resume().once('end', done)));
agent.destroy();`,
  );
  for (const [count, bare] of [
    [1, one],
    [100, many],
  ] as const) {
    const file = join(dir, `${count}.matter`);
    writeFileSync(file, `GET ${url}\n###\n`.repeat(count));
    const floor = { name: 'bare node:http', args: [bare, url] };
    const title = `matter run, ${count} request${count > 1 ? 's' : ''}`;
    race({ title, floor, ours: matter('run', file), peers: peers.run(dir, url, count), runs, limit: 1.5 });
  }
}

/** A response of 100 MB, and of 1 GB, to a file: time and the most memory. */
export function largeResponse(dir: string, { url }: Target, peers: Peers): void {
  const bare = bareScript(
    dir,
    'large',
    "const { createWriteStream } = await import('node:fs');\nhttp.get(process.argv[2], (r) => r.pipe(createWriteStream(process.argv[3])));",
  );
  const contestants = (mb: number): readonly [floor: Contestant, ours: Contestant] => {
    const file = join(dir, 'large.matter');
    writeFileSync(file, `GET ${url}?mb=${mb}\n`);
    return [
      { name: 'bare stream', args: [bare, `${url}?mb=${mb}`, join(dir, 'bare.out')] },
      { name: 'matter', args: ['dist/matter.js', 'run', '--output', join(dir, 'ours.out'), file] },
    ];
  };
  const [floor, ours] = contestants(100);
  const others = peers.run(dir, `${url}?mb=100`, 1);
  race({ title: '100 MB to a file', floor, ours, peers: others, runs: 5, limit: 1.5 });
  const floorMb = peakMb(floor, dir);
  for (const mb of [100, 1000]) {
    const peak = median(Array.from({ length: 3 }, () => peakMb(contestants(mb)[1], dir)));
    report(`${mb} MB to a file, peak memory`, `${peak.toFixed(0)} MB, bare ${floorMb.toFixed(0)} MB`, peak / 90, 1);
  }
  for (const peer of others) reportPeer(peer.name, `${peakMb(peer, dir).toFixed(0)} MB`, peakMb(peer, dir) / floorMb);
}

function bareScript(dir: string, name: string, text: string): string {
  const path = join(dir, `${name}.mjs`);
  writeFileSync(path, `import http from 'node:http';\n${text}`);
  return path;
}

/** Requests in order over one warm connection: the runner beside bare node:http, taking turns. */
export async function warmSends({ url }: Target, peers: Peers): Promise<void> {
  const bare = new Agent({ keepAlive: true, maxSockets: 1 });
  const transport = createNodeTransport();
  const bareSend = (): Promise<void> =>
    new Promise((resolve, reject) => {
      get(url, { agent: bare }, (response) => response.resume().once('end', resolve)).once('error', reject);
    });
  const runnerOf = (count: number): (() => Promise<void>) => {
    const tree = parseMatter(Array.from({ length: count }, (_, index) => `### r${index}\nGET ${url}\n`).join(''));
    const { requests } = tree;
    const runner = new Runner(tree, runnerPorts({ transport, plainTransport: transport }, systemClock));
    return async () => {
      for (const request of requests.slice(0, 1000)) await runner.run(request);
    };
  };
  const ways: readonly (() => Promise<void>)[] = [
    async () => {
      for (let index = 0; index < 1000; index++) await bareSend();
    },
    runnerOf(1000),
    runnerOf(10_000),
    ...(peers.version.length > 0 ? [await peers.httpyacSends(url, 1000)] : []),
  ];
  const times = ways.map((): number[] => []);
  for (let run = 0; run < 5; run++) for (const [index, way] of ways.entries()) times[index]?.push(await msOf(way));
  transport.dispose();
  bare.destroy();
  const [floor = NaN, ours = NaN, large = NaN, httpyac] = times.map((one) => median(one) / 1000);
  const beyond = ours - floor;
  report('warm send, beyond bare node:http', `${beyond.toFixed(3)} ms, bare ${floor.toFixed(3)} ms`, beyond / 0.3, 1);
  report(
    'warm send in a file of 10,000 : of 1,000',
    `${large.toFixed(3)} ms, ${ours.toFixed(3)} ms`,
    large / ours,
    1.3,
  );
  if (httpyac !== undefined)
    reportPeer('httpyac, beyond bare node:http', `${(httpyac - floor).toFixed(3)} ms`, (httpyac - floor) / 0.3);
}

async function msOf(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** 100 sends at the same time, when the token has just expired. */
export async function sendsAtExpiry({ url }: Target): Promise<void> {
  const { origin } = new URL(url);
  const clock = new ManualClock(Date.now());
  const transport = createNodeTransport();
  const senders = new Senders(transport, clock, new Redactor());
  const credential = testCredential(origin);
  await senders.tokens.accessToken(credential);
  clock.advance(3_600_000);
  const before = await tokenCount(url);
  const tree = parseMatter(Array.from({ length: 100 }, (_, index) => `### r${index}\nGET /r${index}\n`).join(''));
  const client = senders.for(credential);
  const options = { parallel: 100, bail: true, onOutcome: (): void => undefined };
  await runAll(new Runner(tree, runnerPorts(client, clock)), tree.requests, options);
  const asked = (await tokenCount(url)) - before;
  transport.dispose();
  report('100 parallel sends at token expiry', `${asked} token request`, asked, 1);
}

async function tokenCount(url: string): Promise<number> {
  const response = await fetch(`${url}stats`);
  return ((await response.json()) as { readonly tokens: number }).tokens;
}
