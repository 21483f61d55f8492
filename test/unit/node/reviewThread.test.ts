import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ReviewThread } from '../../../src/node/reviewThread.ts';

describe('the thread of a file under review', () => {
  const dir = mkdtempSync(join(tmpdir(), 'matter-review-'));
  const threads: ReviewThread[] = [];

  function thread(name: string, limits?: ConstructorParameters<typeof ReviewThread>[1]): ReviewThread {
    const made = new ReviewThread(name, limits);
    threads.push(made);
    return made;
  }

  function write(name: string, text: string): { readonly path: string } {
    writeFileSync(join(dir, name), text);
    return { path: join(dir, name) };
  }

  after(() => {
    for (const one of threads) one.dispose();
    rmSync(dir, { recursive: true });
  });

  it('holds the cells, and reads them as often as it is asked', async () => {
    const own = thread('fund.csv');
    const rows: number[] = [];
    const source = write('fund.csv', 'ISIN,Weight\nUS0378331005,60\nUS5949181045,40\n');
    await own.open(source, (count) => rows.push(count));
    assert.deepEqual((await own.ask('review', {}, {})).outcome, { holdings: 2, sum: 1, obstacles: 0 });
    assert.ok((await own.ask('review', { scale: 'fraction' }, {})).outcome.obstacles > 0);
    assert.deepEqual((await own.ask('rows', 1, 2))[0]?.cells, ['US0378331005', '60']);
    await own.ask('review', {}, {});
    const [submission] = await own.ask('submissions');
    assert.equal(submission?.holdings, 2);
    assert.match(submission.bodyHash, /^[\w+/=-]{20,}$/);
    assert.ok((rows.at(-1) ?? 0) >= 3);
  });

  it('takes bytes where the file is not on this computer', async () => {
    const own = thread('fund.csv');
    await own.open({ bytes: new TextEncoder().encode('ISIN,Weight\nUS0378331005,1\n') });
    assert.equal((await own.ask('review', {}, {})).outcome.holdings, 1);
  });

  it('says what is no file, no table, or not there', async () => {
    const refused = async (source: { readonly path: string }, message: RegExp): Promise<void> => {
      await assert.rejects(thread('x.csv').open(source), { code: 'file', message });
    };
    if (process.platform !== 'win32') await refused({ path: '/dev/zero' }, /^x\.csv is no file/);
    await refused({ path: dir }, /^x\.csv is no file/);
    await refused({ path: join(dir, 'missing.csv') }, /^x\.csv cannot be read/);
    await refused(write('page.xlsx', '<!DOCTYPE html><html><body>Sign in</body></html>'), /web page/);
  });

  // Where Node 24 cannot allocate an array, it ends the process and not the thread.
  it('refuses a line that no table has before it becomes an array', async () => {
    const source = write('commas.csv', `ISIN,Weight\nUS0378331005,1\n${','.repeat(20_000_000)}\n`);
    await assert.rejects(thread('commas.csv').open(source), { code: 'file', message: /line of more than a million/ });
  });

  it('ends what needs more memory or time than it is given, with a sentence for each who waits', async () => {
    const rows = Array.from({ length: 400_000 }, (_, at) => `US${at},${at}`).join('\n');
    const source = write('many.csv', `ISIN,Weight\n${rows}\n`);
    const full = thread('many.csv', { memoryMb: 8, timeMs: 60_000 });
    await assert.rejects(full.open(source), { code: 'file', message: /^many\.csv needs more memory/ });
    await assert.rejects(full.ask('rows', 0, 1), { code: 'file' });
    const slow = thread('many.csv', { memoryMb: 448, timeMs: 1 });
    await assert.rejects(slow.open(source), { code: 'file', message: /^many\.csv takes more than/ });
  });

  it('is cancelled when it is disposed', async () => {
    const own = thread('many.csv');
    const opening = own.open({ path: join(dir, 'many.csv') });
    own.dispose();
    await assert.rejects(opening, { code: 'cancelled' });
  });
});
