import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fetchPackages, octokit } from '../support/fetchPackages.ts';
import { median, report } from './measure.ts';

interface Figures {
  readonly ms: number;
  readonly longestMs: number;
  readonly peakMb: number;
}

/** GitHub's description, 13 MB: read for the first time and from the cache, beside `JSON.parse` and one walk of it. */
export function descriptions(dir: string): void {
  const path = join(fetchPackages('github', [octokit]), '@octokit/openapi/generated/api.github.com.json');
  const cache = join(dir, 'descriptions');
  const rounds = Array.from({ length: 7 }, () => {
    rmSync(cache, { recursive: true, force: true });
    return { floor: once('floor', path), first: once('ours', path, cache), second: once('ours', path, cache) };
  });
  const of = (pick: (round: (typeof rounds)[number]) => number): number => median(rounds.map(pick));
  const ratio = of(({ first, floor }) => first.ms / floor.ms);
  const shown = (ms: number): string => `${ms.toFixed(0)} ms`;
  const floorMs = of(({ floor }) => floor.ms);
  report(
    'description, 13 MB, first : JSON.parse + walk',
    `${shown(of(({ first }) => first.ms))}, floor ${shown(floorMs)}`,
    ratio,
    2.5,
  );
  const peakMb = of(({ first }) => first.peakMb);
  report('description, 13 MB, peak memory', `${peakMb.toFixed(0)} MB`, peakMb / 250, 1);
  // The least of the rounds: what else runs on the machine only adds to it.
  const longestMs = Math.min(...rounds.map(({ first, second }) => Math.max(first.longestMs, second.longestMs)));
  report('description, 13 MB, longest block', shown(longestMs), longestMs / 50, 1);
  const secondMs = of(({ second }) => second.ms);
  report('description, 13 MB, from the cache', shown(secondMs), secondMs / 100, 1);
}

function once(...args: readonly string[]): Figures {
  const { stdout, stderr } = spawnSync(process.execPath, ['out/bench/descriptionOnce.js', ...args]);
  if (stdout.length === 0) throw new Error(stderr.toString());
  return JSON.parse(stdout.toString()) as Figures;
}
