import assert from 'node:assert/strict';
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { isNightly } from '../support/security/cases.ts';
import { Batch, type Work } from '../support/servers/batch.ts';

// Kills, and damages of journal, lock, disk and clock, with one to three processes, at a server that counts: nothing is
// sent twice, nothing is lost, and who refuses says why. 200 of each by night, a few in `npm test`.

const rounds = Number(process.env['MATTER_CHAOS'] ?? (isNightly ? 200 : 6));

/** The same in each run with the same seed (mulberry32). */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

describe(`a batch in chaos: ${rounds} kills, ${rounds} damages`, function () {
  this.timeout(4 * 3_600_000);
  const seed = Number(process.env['MATTER_SEED'] ?? 1);
  const random = chance(seed);
  const below = (count: number): number => Math.floor(random() * count);
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;
  const portfolios = 40 + 8 * rounds;
  const batch = new Batch(portfolios);
  const backup = join(batch.dir, 'journal.copy');
  const shifted = join(batch.dir, 'clock.mjs');
  before(async () => {
    await batch.start(150);
    writeFileSync(
      shifted,
      `const { now } = Date; const by = Number(process.env.SHIFT); Date.now = () => now() + by;
       if (by > 1e11) setTimeout(() => { Date.now = () => now() - 1e9; }, 200).unref();`,
    );
  });
  after(() => batch.stop());

  /** Several at the same time, one of them after the other; in a skewed clock, or on a disk that is soon full. */
  function start(): readonly Work[] {
    return Array.from({ length: 1 + below(3) }, () => {
      const way = below(6);
      if (way === 0) {
        const shift = pick([-86_400_000, 86_400_000, 3_600_000, 2e11]);
        return batch.spawn({ NODE_OPTIONS: `--import ${pathToFileURL(shifted).href}`, SHIFT: String(shift) });
      }
      // A file may have so many blocks of 1 KB: what is written beyond fails as on a full disk.
      return way === 1
        ? batch.spawn({}, ['bash', '-c', `trap "" XFSZ; ulimit -f ${4 + below(200)}; exec "$@"`, 'bash'])
        : batch.spawn();
    });
  }

  function damageLock(): void {
    if (!existsSync(batch.out)) return;
    for (const name of readdirSync(batch.out).filter((one) => one.includes('.lock'))) {
      const file = join(batch.out, name);
      if (below(2) === 0) rmSync(file, { force: true });
      else writeFileSync(file, pick(['', 'x', '{"pid":1}', '\0\0\0']));
    }
  }

  /** True where the damage may go unseen: what is left is a journal of an earlier moment. */
  function damageJournal(): boolean {
    const bytes = readFileSync(batch.journal);
    const at = below(bytes.length);
    switch (below(6)) {
      case 0:
        writeFileSync(batch.journal, bytes.subarray(0, at));
        return true;
      case 1:
        bytes[at] = (bytes[at] ?? 0) ^ (1 << below(8));
        writeFileSync(batch.journal, bytes);
        return true;
      case 2:
        writeFileSync(batch.journal, '');
        return false;
      case 3:
        bytes.fill(0, at);
        writeFileSync(batch.journal, bytes);
        return true;
      case 4:
        writeFileSync(batch.journal, Buffer.from(bytes.toString(), 'utf16le'));
        return false;
      default:
        writeFileSync(batch.journal, bytes.toString().split('\n').reverse().join('\n'));
        return false;
    }
  }

  /** Each that ended by itself says why, in a sentence, and never speaks of a bug. */
  async function judge(works: readonly Work[]): Promise<void> {
    for (const { ended } of works) {
      const { code, err } = await ended;
      if (code === null || code === 0 || code === 1) continue; // killed, or through
      assert.doesNotMatch(err, /this is a bug|at .*\.js:\d+/, err);
      assert.match(err, /^matter: .+\.$/m, `${code} ${err}`);
    }
    assert.deepEqual(batch.problems(false), [], `seed ${seed}`);
  }

  async function untilSent(more: number, works: readonly Work[]): Promise<void> {
    const target = batch.sandbox.made.size + more;
    while (batch.sandbox.made.size < target && works.some(({ child }) => child.exitCode === null)) await delay(2);
  }

  for (let round = 0; round < rounds; round++)
    it(`round ${round}`, async () => {
      const works = start();
      await untilSent(1 + below(4), works);
      await delay(below(30));
      if (below(4) === 0) damageLock();
      if (below(4) === 0) {
        const { child } = pick(works);
        child.kill('SIGSTOP');
        await delay(below(200));
        child.kill('SIGCONT');
      }
      for (const { child } of works) child.kill('SIGKILL');
      await judge(works);
      if (!existsSync(batch.journal)) return;
      copyFileSync(batch.journal, backup);
      const mayGoUnseen = damageJournal();
      const { size } = batch.sandbox.made;
      const [first] = [batch.spawn()];
      await Promise.race([first.ended, untilSent(1 + below(3), [first])]);
      first.child.kill('SIGKILL');
      await judge([first]);
      if (!mayGoUnseen) assert.equal(batch.sandbox.made.size, size);
      const { code, err } = await first.ended;
      // What was refused is restored by the user; what was not is the journal from now on.
      if (code === 2) assert.match(err, /Restore the file|works in/);
      if (code === 2) copyFileSync(backup, batch.journal);
    });

  it('ends with every portfolio once', async () => {
    let last = await batch.spawn().ended;
    for (let again = 0; again < 3 && last.code !== 0; again++) last = await batch.spawn().ended;
    assert.equal(last.code, 0, last.err);
    assert.deepEqual(batch.problems(true), [], `seed ${seed}`);
  });
});
