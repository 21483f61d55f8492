import assert from 'node:assert/strict';
import { mkdtempSync, promises, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { HistoryEntry } from '../../../src/core/history/history.ts';
import { HistoryStore } from '../../../src/vscode/history/historyStore.ts';
import { fault } from '../../support/security/faults.ts';

const entry: HistoryEntry = {
  ...{ id: '1', at: 0, file: 'file:///a.matter', key: 'a', title: 'a', method: 'GET', origin: 'http://h', path: '/' },
  ...{ status: 200, timeMs: 1, sizeBytes: 1, failed: false },
};

describe('faults of the history', () => {
  /** Adds an entry where nothing can be written: it is there, the problem is told once it was tried, nothing throws. */
  async function addAt(folder: string, spoil: () => void): Promise<void> {
    const problems: unknown[] = [];
    const store = new HistoryStore(vscode.Uri.file(folder), (error) => problems.push(error));
    assert.equal((await store.entries()).length, 0);
    spoil();
    await store.add(entry);
    for (let tries = 0; tries < 1200 && problems.length === 0; tries++)
      await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(problems.length, 1);
    assert.equal((await store.entries()).length, 1, 'what was sent is still shown');
    store.dispose();
  }

  fault('the disk is full', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'matter-history-'));
    const open = promises.open;
    try {
      await addAt(folder, () => {
        // Every file that is opened now is the device that has no room.
        promises.open = () => open('/dev/full', 'w');
      });
      assert.deepEqual(readdirSync(folder), [], 'nothing is left by halves');
    } finally {
      promises.open = open;
      rmSync(folder, { recursive: true });
    }
  });
  it('a file that is damaged is left out and kept, and history goes on', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'matter-history-'));
    const path = join(folder, '0000000000000009-damaged.json');
    const fail = (error: unknown): void => assert.fail(String(error));
    try {
      writeFileSync(path, '{"version":1,"entr');
      const store = new HistoryStore(vscode.Uri.file(folder), fail);
      assert.deepEqual(await store.entries(), []);
      await store.add(entry);
      store.dispose();
      const next = new HistoryStore(vscode.Uri.file(folder), fail);
      assert.equal((await next.entries()).length, 1);
      assert.equal(readFileSync(path, 'utf8'), '{"version":1,"entr');
      next.dispose();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
  fault('the folder may not be written to', async () => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    const path = join(folder.uri.fsPath, 'no-folder');
    writeFileSync(path, 'a file where a folder should be: root may write everywhere else');
    await addAt(path, () => undefined);
  });
});
