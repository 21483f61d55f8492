import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Batch } from '../support/servers/batch.ts';

// Nothing is sent twice and nothing is lost: a damaged journal stops with a sentence, and two processes never share a run.

describe('the journal of a batch', function () {
  const batch = new Batch(24);
  before(() => batch.start(600_000));
  after(() => batch.stop());

  const copy = (): string => join(batch.dir, 'journal.copy');
  /** A run that was killed in the midst of its work. */
  before(async () => {
    const work = batch.spawn();
    while (batch.sandbox.made.size < 12) await delay(2);
    work.child.kill('SIGKILL');
    await work.ended;
    copyFileSync(batch.journal, copy());
  });
  afterEach(() => {
    copyFileSync(copy(), batch.journal);
  });

  const lines = (): string[] => readFileSync(copy(), 'utf8').trimEnd().split('\n');
  const damages: Readonly<Record<string, () => string | Buffer>> = {
    empty: () => '',
    'only line ends': () => '\n\n\n',
    'cut in its first line': () => lines()[0]?.slice(0, 20) ?? '',
    'cut behind its first line': () => `${lines()[0] ?? ''}\n`,
    'cut in the plan, within a line': () => readFileSync(copy(), 'utf8').slice(0, 3000),
    'cut in the plan, at a line': () => `${lines().slice(0, 10).join('\n')}\n`,
    'with a line of the plan missing': () =>
      lines()
        .filter((_, at) => at !== 5)
        .join('\n'),
    'with a change of state missing': () =>
      lines()
        .filter((_, at) => at !== 26)
        .join('\n'),
    'with two lines exchanged': () => {
      const all = lines();
      [all[26], all[27]] = [all[27] ?? '', all[26] ?? ''];
      return all.join('\n');
    },
    'with a line twice': () =>
      lines()
        .flatMap((line, at) => (at === 26 ? [line, line] : [line]))
        .join('\n'),
    'with one byte changed in the plan': () => readFileSync(copy(), 'utf8').replace('"queued"', '"Queued"'),
    'with one byte changed in an external id': () => readFileSync(copy(), 'utf8').replace(/("externalId":")./, '$1Z'),
    'with one bit changed in a state': () => {
      const bytes = readFileSync(copy());
      const at = bytes.indexOf('submitting');
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      return bytes;
    },
    'in UTF-16': () => Buffer.from(`\uFEFF${readFileSync(copy(), 'utf8')}`, 'utf16le'),
    'with a byte order mark': () => `\uFEFF${readFileSync(copy(), 'utf8')}`,
    'of another program': () => '{"name": "something else"}\n',
    'of a newer version': () => readFileSync(copy(), 'utf8').replace('"version":2', '"version":3'),
    'in capitals': () => readFileSync(copy(), 'utf8').toUpperCase(),
    'of zeros': () => Buffer.alloc(4096),
    'with zeros in its middle': () => {
      const bytes = readFileSync(copy());
      bytes.fill(0, 2000, 2600);
      return bytes;
    },
    'twice in one file': () => readFileSync(copy(), 'utf8').repeat(2),
    'that is 50 lines of garbage': () => 'x\n'.repeat(50),
  };
  for (const [name, make] of Object.entries(damages))
    it(`stops with a sentence and a way out, ${name}`, async () => {
      writeFileSync(batch.journal, make());
      const { size } = batch.sandbox.made;
      const { code, err } = await batch.spawn().ended;
      assert.equal(code, 2, err);
      assert.match(err, /journal of this run is damaged.*Nothing was sent now\. Restore the file, or begin anew/);
      assert.equal(batch.sandbox.made.size, size);
    });

  it('stops where it is a folder, or may not be read', async () => {
    rmSync(batch.journal);
    mkdirSync(batch.journal);
    const { code, err } = await batch.spawn().ended;
    assert.deepEqual([code, /no regular file|cannot be read/.test(err)], [2, true], err);
    rmSync(batch.journal, { recursive: true });
  });

  it('stops where there is none to go on with', () => {
    const args = batch.args();
    rmSync(batch.journal);
    const none = spawnSync(process.execPath, args, { env: { ...process.env, ...batch.sandbox.env }, encoding: 'utf8' });
    assert.deepEqual([none.status, none.stderr.includes('There is no run to continue')], [2, true]);
    copyFileSync(copy(), batch.journal);
  });

  it('is private', () => {
    assert.equal(statSync(batch.journal).mode & 0o077, 0);
  });

  const harmless: Readonly<Record<string, () => string | Buffer>> = {
    'its last line cut': () => readFileSync(copy()).subarray(0, -30),
    'its last lines lost': () => `${lines().slice(0, 25).join('\n')}\n`,
    'zeros behind its end': () => Buffer.concat([readFileSync(copy()), Buffer.alloc(512)]),
    'other line ends': () => readFileSync(copy(), 'utf8').replaceAll('\n', '\r\n'),
  };
  for (const [name, make] of Object.entries(harmless))
    it(`goes on and sends nothing twice with ${name}`, async () => {
      writeFileSync(batch.journal, make());
      const work = batch.spawn();
      while (batch.sandbox.made.size < 24 && work.child.exitCode === null) await delay(5);
      await delay(300);
      work.child.kill('SIGKILL');
      await work.ended;
      assert.deepEqual(batch.problems(false), []);
    });
});

describe('processes that share the folder of a batch', function () {
  const batches: Batch[] = [];
  after(async () => {
    for (const batch of batches) await batch.stop();
  });
  async function startBatch(portfolios: number, readyAfterMs: number): Promise<Batch> {
    const batch = new Batch(portfolios);
    batches.push(batch);
    await batch.start(readyAfterMs);
    return batch;
  }

  it('one goes on while another is refused', async () => {
    const batch = await startBatch(40, 1500);
    const first = batch.spawn();
    while (batch.sandbox.made.size < 5) await delay(2);
    const others = await Promise.all([batch.spawn().ended, batch.spawn().ended]);
    for (const { code, err } of others)
      assert.deepEqual([code, err.includes('Another "matter analyse" works in')], [2, true], err);
    assert.equal((await first.ended).code, 0);
    assert.deepEqual(batch.problems(true), []);
  });

  it('of four on a lock whose owner is dead, one wins', async () => {
    const batch = await startBatch(40, 500);
    const first = batch.spawn();
    while (batch.sandbox.made.size < 5) await delay(2);
    first.child.kill('SIGKILL');
    await first.ended;
    const codes = await Promise.all([1, 2, 3, 4].map(async () => (await batch.spawn().ended).code));
    assert.deepEqual([...codes].sort(), [0, 2, 2, 2]);
    assert.deepEqual(batch.problems(true), []);
    assert.deepEqual(
      readdirSync(batch.out).filter((name) => name.includes('.lock')),
      [],
    );
  });

  it('one in another PID namespace is refused, and may go on once the first is dead', async () => {
    const apart = ['unshare', '-p', '-f', '--kill-child=SIGKILL', '--mount-proc'];
    const isAllowed = spawnSync(apart[0] ?? '', [...apart.slice(1), 'true']).status === 0;
    const batch = await startBatch(40, 1500);
    const first = batch.spawn({}, isAllowed ? apart : []);
    while (batch.sandbox.made.size < 5) await delay(2);
    if (!isAllowed) disguise(batch.out);
    const other = await batch.spawn().ended;
    assert.equal(other.code, 2, other.err);
    assert.deepEqual(batch.problems(false), []);
    first.child.kill('SIGKILL');
    await first.ended;
    const last = await batch.spawn().ended;
    assert.equal(last.code, 0, last.err);
    assert.deepEqual(batch.problems(true), []);
  });

  it('one that slept while another took over sends nothing more', async () => {
    const batch = await startBatch(60, 300);
    const first = batch.spawn();
    while (batch.sandbox.made.size < 5) await delay(2);
    first.child.kill('SIGSTOP');
    const second = batch.spawn();
    while (batch.sandbox.made.size < 40 && second.child.exitCode === null) await delay(5);
    first.child.kill('SIGCONT');
    const [{ code, err }, other] = await Promise.all([first.ended, second.ended]);
    assert.notEqual(code, 0, err);
    assert.equal(other.code, 0, other.err);
    assert.deepEqual(batch.problems(true), []);
  });

  it('one whose lock was removed by hand, and made anew by another, sends nothing more', async () => {
    const batch = await startBatch(60, 300);
    const first = batch.spawn();
    while (batch.sandbox.made.size < 5) await delay(2);
    first.child.kill('SIGSTOP');
    for (const name of readdirSync(batch.out).filter((one) => one.includes('.lock'))) rmSync(join(batch.out, name));
    const second = batch.spawn();
    while (batch.sandbox.made.size < 30 && second.child.exitCode === null) await delay(5);
    first.child.kill('SIGCONT');
    const [, other] = await Promise.all([first.ended, second.ended]);
    assert.equal(other.code, 0, other.err);
    assert.deepEqual(batch.problems(true), []);
  });

  for (const [name, text] of [
    ['garbage', 'x'],
    ['nothing', ''],
    ['a process id that another program has', JSON.stringify({ pid: process.pid, realm: 'elsewhere', startedAt: '1' })],
    ['no process id', JSON.stringify({ pid: 'x' })],
  ] as const)
    it(`a lock that holds ${name} does not block for ever`, async () => {
      const batch = await startBatch(3, 50);
      mkdirSync(batch.out, { recursive: true });
      writeFileSync(join(batch.out, '.matter-journal.jsonl.lock.1'), text);
      const { code, err } = await batch.spawn().ended;
      assert.equal(code, 0, err);
      assert.deepEqual(batch.problems(true), []);
    });
});

/** As if its owner were in another namespace or on another computer. */
function disguise(out: string): void {
  for (const name of readdirSync(out).filter((one) => /\.lock\.\d+$/.test(one))) {
    const file = join(out, name);
    const owner = JSON.parse(readFileSync(file, 'utf8')) as object;
    writeFileSync(file, JSON.stringify({ ...owner, realm: 'elsewhere' }));
  }
}
