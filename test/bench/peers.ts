import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import type { Contestant } from './measure.ts';

const dir = resolve('.vscode-test/peers');
const versions = ['httpyac@6.16.7', 'newman@6.2.2', '@usebruno/cli@4.1.0'];

/** What users would take instead; installed once, only where `--peers` asks for it (300 MB). */
export interface Peers {
  readonly version: readonly Contestant[];
  /** The same GET, `count` times, in the format of each; files go to `folder`. */
  readonly run: (folder: string, url: string, count: number) => readonly Contestant[];
  /** `n` sends by httpyac's library in this process, of a file that is parsed already. */
  readonly httpyacSends: (url: string, n: number) => Promise<() => Promise<void>>;
}

export const noPeers: Peers = { version: [], run: () => [], httpyacSends: () => Promise.reject(new Error('no peers')) };

export function installPeers(): Peers {
  const bin = (name: string, path: string): string => join(dir, 'node_modules', name, path);
  const [httpyac, newman, bru] = [
    bin('httpyac', 'bin/httpyac.js'),
    bin('newman', 'bin/newman.js'),
    bin('@usebruno/cli', 'bin/bru.js'),
  ] as const;
  if (![httpyac, newman, bru].every(existsSync)) install();
  return {
    version: [
      { name: 'httpyac', args: [httpyac, '--version'] },
      { name: 'newman', args: [newman, '--version'] },
      { name: 'bru', args: [bru, '--version'] },
    ],
    run: (folder, url, count) => {
      const [file, collection, bruno] = [join(folder, 'peer.http'), join(folder, 'peer.json'), join(folder, 'bruno')];
      writeFileSync(file, `GET ${url}\n###\n`.repeat(count));
      writeFileSync(collection, JSON.stringify(toPostman(url, count)));
      writeBruno(bruno, url, count);
      return [
        { name: 'httpyac', args: [httpyac, 'send', 'peer.http', '--all', '-o', 'none'], cwd: folder },
        { name: 'newman', args: [newman, 'run', collection] },
        { name: 'bru', args: [bru, 'run', '--sandbox=developer'], cwd: bruno },
      ];
    },
    httpyacSends,
  };
}

function install(): void {
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, 'package.json'), '{"private": true}');
  const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', ...versions];
  const { status } = spawnSync('npm', args, { cwd: dir, stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) throw new Error('The peers could not be installed.');
}

function toPostman(url: string, count: number): object {
  const item = Array.from({ length: count }, (_, index) => ({ name: `r${index}`, request: { method: 'GET', url } }));
  const schema = 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json';
  return { info: { name: 'bench', schema }, item };
}

function writeBruno(folder: string, url: string, count: number): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'bruno.json'), '{"version": "1", "name": "bench", "type": "collection"}');
  for (let index = 0; index < count; index++) {
    const request = `get {\n  url: ${url}\n  body: none\n  auth: none\n}\n`;
    writeFileSync(
      join(folder, `r${index}.bru`),
      `meta {\n  name: r${index}\n  type: http\n  seq: ${index + 1}\n}\n\n${request}`,
    );
  }
}

/** The part of httpyac's library that is used here. */
interface Httpyac {
  readonly cli: { initIOProvider(): unknown };
  readonly io: { readonly log: { readonly options: { level: number } } };
  readonly store: {
    readonly HttpFileStore: new () => {
      getOrCreate(
        path: string,
        text: () => Promise<string>,
        version: number,
        options: object,
      ): Promise<{ readonly httpRegions: readonly { readonly request?: unknown }[] }>;
    };
  };
  send(options: object): Promise<unknown>;
}

async function httpyacSends(url: string, n: number): Promise<() => Promise<void>> {
  const httpyac = createRequire(join(dir, 'package.json'))('httpyac') as Httpyac;
  await httpyac.cli.initIOProvider();
  httpyac.io.log.options.level = 1000;
  const text = `GET ${url}\n###\n`.repeat(n);
  const options = { workingDir: dir, config: {} };
  const store = new httpyac.store.HttpFileStore();
  const httpFile = await store.getOrCreate('/peer.http', () => Promise.resolve(text), 0, options);
  const regions = httpFile.httpRegions.filter(({ request }) => request !== undefined);
  return async () => {
    const logResponse = (): Promise<void> => Promise.resolve();
    for (const httpRegion of regions) await httpyac.send({ httpFile, httpRegion, logResponse });
  };
}
