import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { historyLimit, type HistoryEntry } from '../../src/core/history/history.ts';
import { HistoryFolder } from '../../src/node/historyFolder.ts';
import { fault } from '../support/security/faults.ts';

const entry = (id: string, at: number): HistoryEntry => ({
  ...{ id, at, file: 'file:///a.matter', key: 'a', title: 'a', method: 'GET', origin: 'http://h', path: '/' },
  ...{ status: 200, timeMs: 1, sizeBytes: 1, failed: false },
});

describe('the folder of the history', () => {
  let dir = '';
  beforeEach(() => {
    dir = join(mkdtempSync(join(tmpdir(), 'matter-history-')), 'history');
  });
  afterEach(() => {
    rmSync(join(dir, '..'), { recursive: true });
  });

  it('is private to the user, the newest first', async () => {
    const folder = new HistoryFolder(dir);
    for (const at of [2, 3, 1]) await folder.add(entry(`e${at}`, at));
    assert.deepEqual(
      (await new HistoryFolder(dir).read()).map(({ id }) => id),
      ['e3', 'e2', 'e1'],
    );
    if (process.platform === 'win32') return;
    assert.equal(statSync(dir).mode & 0o077, 0);
    for (const name of readdirSync(dir)) assert.equal(statSync(join(dir, name)).mode & 0o077, 0);
  });

  fault('two windows write at the same time: no entry is lost', async () => {
    const windows = [new HistoryFolder(dir), new HistoryFolder(dir)];
    await Promise.all(
      windows.flatMap((folder, window) =>
        Array.from({ length: 20 }, (_, at) => folder.add(entry(`w${window}-${at}`, at))),
      ),
    );
    for (const folder of windows) assert.equal((await folder.read()).length, 40);
  });

  fault('one of them removes, another one clears', async () => {
    const [a, b] = [new HistoryFolder(dir), new HistoryFolder(dir)];
    await a.add(entry('one', 1));
    await b.add(entry('two', 2));
    await a.remove(entry('two', 2));
    assert.deepEqual(await b.read(), [entry('one', 1)]);
    await b.clear();
    assert.deepEqual(await a.read(), []);
  });

  fault('what is no entry is left out, and stays', async () => {
    const folder = new HistoryFolder(dir);
    await folder.add(entry('good', 5));
    const odd: Readonly<Record<string, string>> = {
      '0000000000000009-empty.json': '',
      '0000000000000008-cut.json': '{"version":1,"id":"cut"',
      '0000000000000007-odd.json': JSON.stringify({ version: 1, ...entry('odd', 7), title: 5 }),
      '0000000000000006-named.json': JSON.stringify({ version: 1, ...entry('other', 6) }),
      '0000000000000004-late.json': JSON.stringify({ version: 1, ...entry('late', 1e300) }),
      'notes.txt': 'not ours',
    };
    for (const [name, text] of Object.entries(odd)) writeFileSync(join(dir, name), text);
    assert.deepEqual(await new HistoryFolder(dir).read(), [entry('good', 5)]);
    for (const [name, text] of Object.entries(odd)) assert.equal(readFileSync(join(dir, name), 'utf8'), text);
  });

  it('keeps as many as it says', async () => {
    const folder = new HistoryFolder(dir);
    for (let at = 0; at < historyLimit + 3; at++) await folder.add(entry(`e${at}`, at));
    const kept = await folder.read();
    assert.deepEqual(
      [kept.length, kept[0]?.id, readdirSync(dir).length],
      [historyLimit, `e${historyLimit + 2}`, historyLimit],
    );
  });

  it('tells other windows', async () => {
    let told = 0;
    const watching = await new HistoryFolder(dir).watch(() => told++);
    await new HistoryFolder(dir).add(entry('a', 1));
    for (let tries = 0; tries < 200 && told === 0; tries++) await sleep(50);
    watching.dispose();
    assert.notEqual(told, 0);
  });

  for (const round of [1, 2, 3])
    fault(`the program is killed while it writes (${round})`, async () => {
      const child = fork(resolve('out/support/servers/writeHistory.js'), [dir], {
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      });
      let told = 0;
      child.on('message', (count) => (told = Number(count)));
      while (told < 5 * round) await once(child, 'message');
      child.kill('SIGKILL');
      await once(child, 'exit');
      const kept = new Set((await new HistoryFolder(dir).read()).map(({ id }) => id));
      for (let count = 1; count <= told; count++)
        assert.ok(kept.has(`k${count}`), `entry ${count} of ${told} is there`);
    });
});
