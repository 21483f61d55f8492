import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Exchange } from '../../../src/core/run/exchange.ts';
import { RunMemory } from '../../../src/core/run/runMemory.ts';
import { Runner, type RunnerPorts } from '../../../src/core/run/runner.ts';
import { parseMatter } from '../../../src/core/syntax/parse.ts';
import type { MatterTree } from '../../../src/core/syntax/tree.ts';
import { createNodeTransport } from '../../../src/node/httpTransport.ts';
import { createRequestFiles, readDotenv } from '../../../src/node/requestFiles.ts';
import { startEcho, type Echo } from './echoServer.ts';
import { ManualClock } from '../fakes/manualClock.ts';
import { runnerPorts } from '../fakes/runnerPorts.ts';

export interface TestRun {
  readonly tree: MatterTree;
  readonly runner: Runner;
  readonly memory: RunMemory;
  readonly clock: ManualClock;
  /** Sends the request of this name. */
  readonly send: (name: string) => Promise<Exchange>;
}

export type Given = Readonly<Record<string, unknown>>;

/** Runs of request files against two real servers, with real files; start() and stop() belong into before and after. */
export class RunHarness {
  readonly transport = createNodeTransport();
  readonly #transports = [this.transport];
  /** `METHOD /path` of each request to the two servers. */
  readonly seen: string[] = [];
  readonly seenElsewhere: string[] = [];
  readonly dir = mkdtempSync(join(tmpdir(), 'matter-run-'));
  readonly file = join(this.dir, 'requests', 'a.matter');
  /** Of the account's server, and of another one. */
  origin = '';
  other = '';
  #servers: readonly Server[] = [];

  async start(): Promise<void> {
    mkdirSync(join(this.dir, 'requests', '.git'), { recursive: true });
    this.write('requests/body.txt', 'x{{v}}');
    this.write('requests/bytes.bin', Uint8Array.of(0, 255, 13, 10));
    this.write('requests/.env', 'KEY=from dotenv\n');
    this.write('requests/.git/config', 'x');
    this.write('outside.txt', 'outside');
    symlinkSync(join(this.dir, 'outside.txt'), join(this.dir, 'requests', 'link.txt'));
    this.#servers = await Promise.all([startEcho(this.seen), startEcho(this.seenElsewhere)]);
    const [origin = '', other = ''] = this.#servers.map(
      (server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    );
    Object.assign(this, { origin, other });
  }

  stop(): void {
    for (const transport of this.#transports) transport.dispose();
    for (const server of this.#servers) server.close();
    rmSync(this.dir, { recursive: true });
  }

  /** Ports of a client whose first request opens a connection: one that is kept may be closed at any time. */
  unconnected(): Pick<RunnerPorts, 'client'> {
    const transport = createNodeTransport();
    this.#transports.push(transport);
    return { client: { origin: this.origin, transport, plainTransport: transport } };
  }

  write(path: string, content: string | Uint8Array): void {
    writeFileSync(join(this.dir, path), content);
  }

  create(text: string, own: Partial<RunnerPorts> = {}, given: Given = {}): TestRun {
    const tree = parseMatter(text);
    const clock = new ManualClock(1_700_000_000_000);
    const { transport, origin } = this;
    const client = { origin, transport, plainTransport: transport };
    const files = createRequestFiles(join(this.dir, 'requests'), this.file);
    const memory = new RunMemory();
    const ports = runnerPorts(client, clock, { files, ...own });
    const runner = new Runner(tree, ports, memory, new Map(Object.entries(given)));
    const send = (name: string): Promise<Exchange> => {
      const request = tree.requests.find((one) => one.name === name);
      if (request === undefined) throw new Error(`There is no request "${name}".`);
      return runner.run(request);
    };
    return { tree, runner, send, memory, clock };
  }

  /** What the server got from a file of one request. */
  async echoOf(text: string, own: Partial<RunnerPorts> = {}, given: Given = {}): Promise<Echo> {
    const { response } = await this.create(`### a\n${text}`, own, given).send('a');
    return JSON.parse(await response.body.text()) as Echo;
  }

  readDotenv(name: string): Promise<string | undefined> {
    return readDotenv(this.file, name);
  }
}
