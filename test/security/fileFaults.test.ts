import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEntry } from '../../src/core/history/history.ts';
import { readBytes } from '../../src/core/run/files.ts';
import { fileSource } from '../../src/node/fileSource.ts';
import { fault } from '../support/security/faults.ts';
import { RunHarness } from '../support/servers/runHarness.ts';

// Files that a request needs: docs/security-model.md, 2.2. Nothing is sent but what the user meant.

describe('faults of files', () => {
  const harness = new RunHarness();
  before(() => harness.start());
  after(() => {
    harness.stop();
  });

  const refused = async (path: string, message: RegExp): Promise<void> => {
    const before = harness.seen.length;
    const { send } = harness.create(`### a\nPOST /\n\n< ${path}\n`);
    await assert.rejects(send('a'), { code: 'file', message });
    assert.equal(harness.seen.length, before, 'nothing was sent');
  };

  fault('the file is missing', () =>
    refused('./none.txt', /^4:1: The file ".\/none.txt" cannot be read.*Nothing was sent/),
  );
  fault('it is a folder', async () => {
    mkdirSync(join(harness.dir, 'requests', 'folder'));
    await refused('./folder', /is no regular file/);
  });
  fault('it may not be read', async () => {
    // A folder that is none stands for one without permission, which root has always.
    writeFileSync(join(harness.dir, 'requests', 'plain'), 'x');
    await refused('./plain/below.txt', /cannot be read/);
  });
  fault('it is too large', async () => {
    const path = join(harness.dir, 'requests', 'huge.bin');
    writeFileSync(path, '');
    truncateSync(path, 513 * 1024 * 1024); // without taking the room
    await refused('./huge.bin', /is larger than 512 MB/);
  });
  fault('it changes while it is read', async () => {
    const path = join(harness.dir, 'requests', 'moving.bin');
    const changed = { code: 'file', message: /changed while it was (?:sent|read)/ };
    writeFileSync(path, Buffer.alloc(300_000));
    const rest = (await fileSource(path, 'moving.bin')).chunks()[Symbol.asyncIterator]();
    await rest.next();
    appendFileSync(path, 'more');
    await assert.rejects(async () => {
      while ((await rest.next()).done !== true);
    }, changed);
    const grown = await fileSource(path, 'moving.bin');
    appendFileSync(path, Buffer.alloc(300_000));
    await assert.rejects(readBytes(grown), changed);
  });
  fault('the history is corrupt', () => {
    for (const text of ['', '{', '{"version":1}', '{"version":2,"id":"a"}', 'null'])
      assert.equal(parseEntry(text), undefined, text);
  });
});
