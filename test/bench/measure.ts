import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A command of Node's: a floor, ours, or a peer. */
export interface Contestant {
  readonly name: string;
  readonly args: readonly string[];
  readonly cwd?: string;
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;
}

/** A line of ours: a ratio, and whether it keeps its limit. */
export function report(name: string, figures: string, ratio: number, limit: number): void {
  const verdict = ratio <= limit ? 'ok' : 'MISSED';
  console.log(`${name.padEnd(44)} ${figures.padEnd(30)} ratio ${ratio.toFixed(2)}, limit ${limit}: ${verdict}`);
}

/** A line of a peer, for comparison. */
export function reportPeer(name: string, figures: string, ratio: number): void {
  console.log(`  ${name.padEnd(42)} ${figures.padEnd(30)} ratio ${ratio.toFixed(2)}`);
}

export interface Race {
  readonly title: string;
  readonly floor: Contestant;
  readonly ours: Contestant;
  readonly peers: readonly Contestant[];
  readonly runs: number;
  /** Of our time to the floor's. */
  readonly limit: number;
}

/** Whole processes, taking turns: the median of the ratios of each round, as the machine may be shared. */
export function race({ title, floor, ours, peers, runs, limit }: Race): void {
  const all = [floor, ours, ...peers];
  for (const one of all) wallMs(one); // the first run of each warms the disk
  const rounds = Array.from({ length: runs }, () => all.map(wallMs));
  const column = (index: number): readonly number[] => rounds.map((round) => round[index] ?? NaN);
  const ratio = (index: number): number => median(rounds.map((round) => (round[index] ?? NaN) / (round[0] ?? NaN)));
  const ms = (index: number): string => `${median(column(index)).toFixed(0)} ms`;
  report(`${title} : ${floor.name}`, `${ms(1)}, floor ${ms(0)}`, ratio(1), limit);
  for (const [index, { name }] of peers.entries()) reportPeer(name, ms(index + 2), ratio(index + 2));
}

function wallMs({ name, args, cwd = process.cwd() }: Contestant): number {
  const start = performance.now();
  const { status } = spawnSync(process.execPath, args, { cwd, stdio: 'ignore' });
  if (status !== 0) throw new Error(`${name} did not exit with 0: node ${args.join(' ')}`);
  return performance.now() - start;
}

/** The most memory that a process had, in MB (2^20 bytes). */
export function peakMb({ name, args, cwd = process.cwd() }: Contestant, dir: string): number {
  const file = join(dir, 'peak');
  const hook = pathToFileURL(resolve('out/bench/peak.js')).href;
  const env = { ...process.env, MATTER_PEAK_FILE: file, NODE_OPTIONS: `--import ${hook}` };
  const { status } = spawnSync(process.execPath, args, { cwd, stdio: 'ignore', env });
  if (status !== 0) throw new Error(`${name} did not exit with 0: node ${args.join(' ')}`);
  return Number(readFileSync(file, 'utf8'));
}

export function timed(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}
