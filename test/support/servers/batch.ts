import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writePortfolios } from '../generators/portfolios.ts';
import { startCountingSandbox, type CountingSandbox } from './countingSandbox.ts';
import type { MatterResult } from './runMatter.ts';

/** A batch of portfolios under way at a server that counts; its folder, its journal, and processes at work on it. */
export class Batch {
  readonly dir = mkdtempSync(join(tmpdir(), 'matter-batch-'));
  readonly out = join(this.dir, 'out');
  readonly journal = join(this.out, '.matter-journal.jsonl');
  readonly #portfolios: number;
  #sandbox: CountingSandbox | undefined;

  constructor(portfolios: number) {
    this.#portfolios = portfolios;
  }

  get sandbox(): CountingSandbox {
    if (this.#sandbox === undefined) throw new Error('Start the batch first.');
    return this.#sandbox;
  }

  async start(readyAfterMs: number): Promise<void> {
    writePortfolios(join(this.dir, 'in'), this.#portfolios, 2);
    this.#sandbox = await startCountingSandbox(readyAfterMs);
  }

  async stop(): Promise<void> {
    await this.#sandbox?.stop();
    rmSync(this.dir, { recursive: true });
  }

  /** The arguments of a process that begins the batch, or goes on with it. */
  args(): readonly string[] {
    const isThere = existsSync(this.journal);
    const more = ['--out', this.out, '--origin', this.sandbox.origin, '--concurrency', '32', '--quiet'];
    return ['dist/matter.js', 'analyse', join(this.dir, 'in'), ...more, ...(isThere ? ['--resume'] : [])];
  }

  /** `before`: words of a command line that the process is started by. */
  spawn(env: Readonly<Record<string, string>> = {}, before: readonly string[] = []): Work {
    const [program = '', ...args] = [...before, process.execPath, ...this.args()];
    return new Work(spawn(program, args, { env: { ...process.env, ...this.sandbox.env, ...env } }));
  }

  /** Why a job was sent twice, or a result is missing. */
  problems(isOver: boolean): readonly string[] {
    const twice = [...this.sandbox.made]
      .filter(([, bodies]) => bodies.length > 1)
      .map(([id]) => `${id} was sent twice`);
    const bodies = [...this.sandbox.made.values()].flat();
    if (new Set(bodies).size < bodies.length) twice.push('a portfolio was sent under two ids');
    if (!isOver) return twice;
    const results = readdirSync(this.out).filter((name) => /^fund-.*\.json$/.test(name)).length;
    const lost = this.#portfolios === bodies.length && this.#portfolios === results;
    return lost ? twice : [...twice, `${bodies.length} sent and ${results} results of ${this.#portfolios}`];
  }
}

/** A process, until it has ended. */
export class Work {
  readonly child: ChildProcess;
  readonly ended: Promise<MatterResult>;

  constructor(child: ChildProcess) {
    this.child = child;
    let [out, err] = ['', ''];
    child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => (err += chunk.toString()));
    this.ended = once(child, 'close').then(([code]) => ({ code: code as number | null, out, err }));
  }
}
