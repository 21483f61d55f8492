import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startCountingSandbox, type CountingSandbox } from '../../support/servers/countingSandbox.ts';
import { writePortfolios } from '../../support/generators/portfolios.ts';
import { runMatter } from '../../support/servers/runMatter.ts';

const portfolios = 1000;
const kills = 20;

describe('a batch of 1,000 portfolios, killed 20 times', () => {
  const dir = mkdtempSync(join(tmpdir(), 'matter-batch-'));
  const out = join(dir, 'out');
  let sandbox: CountingSandbox;
  before(async () => {
    writePortfolios(join(dir, 'in'), portfolios, 3);
    sandbox = await startCountingSandbox(200);
  });
  after(async () => {
    await sandbox.stop();
    rmSync(dir, { recursive: true });
  });

  const args = (...more: readonly string[]): readonly string[] => [
    'analyse',
    join(dir, 'in'),
    ...['--out', out, '--origin', sandbox.origin, '--concurrency', '32', '--quiet', ...more],
  ];

  const journal = join(out, '.matter-journal.jsonl');
  const resume = (): readonly string[] => (existsSync(journal) ? ['--resume'] : []);

  /** Kills it once it has sent so many more, in the midst of the next; false where it was through before. */
  async function killed(afterSent: number): Promise<boolean> {
    const target = sandbox.made.size + afterSent;
    const child = spawn(process.execPath, ['dist/matter.js', ...args(...resume())], {
      env: { ...process.env, ...sandbox.env },
      stdio: 'ignore',
    });
    const closed = once(child, 'close');
    while (sandbox.made.size < target && child.exitCode === null) await sleep(1);
    const wasRunning = child.kill('SIGKILL');
    await closed;
    return wasRunning;
  }

  it('ends with every portfolio once: none lost, none twice', async function () {
    this.timeout(600_000);
    let count = 0;
    for (let attempt = 0; attempt < kills; attempt++) if (await killed(1 + ((attempt * 17) % 40))) count++;
    assert.equal(count, kills);
    assert.ok(sandbox.made.size < portfolios, 'it was through before the last kill');
    const { code, out: printed, err } = await runMatter(args('--resume'), sandbox.env);
    assert.equal(code, 0, err + printed);
    assert.match(printed, /1000 of 1000 ready/);
    const bodies = [...sandbox.made.values()];
    assert.ok(bodies.every((sent) => sent.length === 1));
    assert.equal(new Set(bodies.flat()).size, portfolios);
    assert.equal(bodies.length, portfolios);
    const results = readdirSync(out).filter((name) => name.startsWith('fund-'));
    assert.equal(results.filter((name) => name.endsWith('.json')).length, portfolios);
    assert.equal(results.filter((name) => name.endsWith('.csv')).length, portfolios);
    for (const name of results.filter((one) => one.endsWith('.json')))
      assert.equal((JSON.parse(readFileSync(join(out, name), 'utf8')) as { sample_data: unknown }).sample_data, true);
  });

  it('does not begin again over an earlier run', async () => {
    const { code, err } = await runMatter(args(), sandbox.env);
    assert.equal(code, 2);
    assert.match(err, /holds an earlier run\. Continue it with --resume/);
    const made = sandbox.made.size;
    const again = await runMatter(args('--resume'), sandbox.env);
    assert.equal(again.code, 0, again.err);
    assert.equal(sandbox.made.size, made);
  });
});
