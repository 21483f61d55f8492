import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { JobFolder } from '../../../src/node/jobFolder.ts';
import { JobHarness, testJob } from '../../support/fakes/jobs.ts';

describe('the folder of jobs', () => {
  let dir = '';
  beforeEach(() => {
    dir = join(mkdtempSync(join(tmpdir(), 'matter-jobs-')), 'analyses');
  });
  afterEach(() => {
    rmSync(join(dir, '..'), { recursive: true });
  });

  it('keeps jobs and results, private to the user', async () => {
    const folder = new JobFolder(dir);
    await folder.save(testJob('a'));
    await folder.saveResult('id-a', '{"x":1}');
    const other = new JobFolder(dir);
    assert.deepEqual(await other.read(), [testJob('a')]);
    assert.equal(await other.readResult('id-a'), '{"x":1}');
    assert.equal(await other.readResult('id-b'), undefined);
    if (process.platform !== 'win32')
      for (const name of readdirSync(dir)) assert.equal(statSync(join(dir, name)).mode & 0o077, 0);
    await other.remove('id-a');
    assert.deepEqual(readdirSync(dir), []);
  });

  it('leaves out what is no job, and loses nothing of it', async () => {
    const folder = new JobFolder(dir);
    await folder.save(testJob('a'));
    writeFileSync(join(dir, 'broken.json'), '{"version":1,');
    writeFileSync(join(dir, 'newer.json'), JSON.stringify({ ...testJob('n'), version: 2 }));
    assert.deepEqual(
      (await folder.read()).map(({ name }) => name),
      ['a'],
    );
    assert.ok(readdirSync(dir).includes('broken.json'));
  });

  it('gives a job to one window only, until that gives it back', async () => {
    const [a, b] = [new JobFolder(dir), new JobFolder(dir)];
    await a.save(testJob('j'));
    for (let round = 0; round < 20; round++) {
      const claims = await Promise.all([a, b, a, b].map((folder) => folder.claim('id-j')));
      const held = claims.filter((claim) => claim !== undefined);
      assert.equal(held.length, 1);
      held[0]?.dispose();
    }
  });

  it('takes over from a window that is gone, or says nothing', async () => {
    const folder = new JobFolder(dir);
    await folder.save(testJob('j'));
    const { pid } = spawnSync(process.execPath, ['-e', '0']);
    writeFileSync(join(dir, 'id-j.claim-7'), String(pid));
    const claim = await folder.claim('id-j');
    assert.ok(claim, 'its process is dead');
    assert.equal(await folder.claim('id-j'), undefined);
    const [name = ''] = readdirSync(dir).filter((one) => one.includes('.claim-'));
    utimesSync(join(dir, name), new Date(Date.now() - 60_000), new Date(Date.now() - 60_000));
    const second = await folder.claim('id-j');
    assert.ok(second, 'it has not said so for a minute');
    claim.dispose();
    second.dispose();
  });

  it('leaves out a job that is not that of its file', async () => {
    const folder = new JobFolder(dir);
    await folder.save(testJob('a'));
    writeFileSync(join(dir, 'other.json'), JSON.stringify(testJob('a', { name: 'of another file' })));
    writeFileSync(join(dir, 'odd.json'), JSON.stringify({ ...testJob('odd'), id: 'odd', batch: 5 }));
    assert.deepEqual(await folder.read(), [testJob('a')]);
  });

  it('loses neither the new name nor the progress where two windows write of a job', async () => {
    const [a, b] = [new JobFolder(dir), new JobFolder(dir)];
    await a.save(testJob('j', { state: 'waiting' }));
    const [old] = await b.read();
    await a.save(testJob('j', { state: 'waiting', attempts: 5 }));
    await b.rename({ ...old!, name: 'renamed' });
    assert.deepEqual(await a.read(), [testJob('j', { state: 'waiting', attempts: 5, name: 'renamed' })]);
    await a.save(testJob('j', { state: 'ready', attempts: 6 }));
    assert.deepEqual(await b.read(), [testJob('j', { state: 'ready', attempts: 6, name: 'renamed' })]);
  });

  it('leaves a job stopped that another window has stopped, until it is resumed', async () => {
    const [a, b] = [new JobFolder(dir), new JobFolder(dir)];
    await a.save(testJob('j', { state: 'waiting' }));
    await b.save(testJob('j', { state: 'stopped' }));
    await a.save(testJob('j', { state: 'waiting', attempts: 1 }));
    assert.deepEqual(await a.read(), [testJob('j', { state: 'stopped' })]);
    await b.save(testJob('j', { state: 'waiting' }));
    assert.deepEqual(await a.read(), [testJob('j', { state: 'waiting' })]);
  });

  it('does not bring back what another window removed', async () => {
    const [a, b] = [new JobFolder(dir), new JobFolder(dir)];
    await a.save(testJob('j', { state: 'waiting' }));
    await b.remove('id-j');
    await assert.rejects(a.save(testJob('j', { state: 'waiting', attempts: 1 })), { code: 'cancelled' });
    assert.deepEqual(readdirSync(dir), []);
  });

  it('tells other windows of changes', async () => {
    const [a, b] = [new JobFolder(dir), new JobFolder(dir)];
    const heard: string[] = [];
    const watching = await b.watch((ids) => heard.push(...ids));
    await a.save(testJob('j'));
    for (let tries = 0; tries < 50 && heard.length === 0; tries++) await sleep(50);
    watching.dispose();
    assert.deepEqual([...new Set(heard)], ['id-j']);
    const [job] = await b.read(heard);
    assert.ok(a.isOwn(job!) && !b.isOwn(job!));
  });

  it('lets two windows work on 40 jobs, each of which is asked for by one of them', async () => {
    const harness = new JobHarness();
    const windows = await Promise.all(
      [new JobFolder(dir), new JobFolder(dir)].map(async (folder) => ({
        folder,
        queue: await harness.create({
          claim: ({ id }) => folder.claim(id),
          store: {
            save: (job) => folder.save(job),
            saveResult: async ({ id }, text) => {
              await folder.saveResult(id, text);
              return { holdingsMatched: '1', metrics: 12 };
            },
          },
        }),
      })),
    );
    const jobs = Array.from({ length: 40 }, (_, at) => testJob(`j${at}`));
    const [first, second] = windows;
    await first!.queue.add(jobs);
    second!.queue.put(await second!.folder.read());
    while (first!.queue.jobs.some(({ id }) => first!.queue.get(id)?.state !== 'ready')) {
      for (const { folder, queue } of windows) {
        await queue.whenIdle();
        queue.put((await folder.read()).filter((job) => !folder.isOwn(job)));
        queue.takeOver();
      }
    }
    assert.equal(new Set(harness.posts).size, 40);
    assert.equal(harness.posts.length, 40);
    assert.ok((await first!.folder.read()).every(({ state }) => state === 'ready'));
    for (const { queue } of windows) queue.dispose();
  });
});
