import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fetchOnce } from '../../harness/fetchOnce.ts';

describe('what is fetched once', () => {
  let store = '';
  beforeEach(() => (store = mkdtempSync(join(tmpdir(), 'matter-fetch-'))));
  afterEach(() => {
    rmSync(store, { recursive: true });
  });

  const fetched = (version: string, text: string, meanwhile: () => void = () => undefined): string => {
    const fill = (draft: string): void => {
      writeFileSync(join(draft, 'file'), text);
      meanwhile();
    };
    return readFileSync(join(fetchOnce('thing', version, fill, store), 'file'), 'utf8');
  };

  it('is fetched a second time for another version only, and the first one goes', () => {
    assert.equal(fetched('1.0', 'first'), 'first');
    assert.equal(fetched('1.0', 'second'), 'first');
    assert.equal(fetched('2.0', 'second'), 'second');
    assert.deepEqual(readdirSync(store), ['thing-2.0']);
  });

  it('is whole or not there', () => {
    const fail = (): never => {
      throw new Error('the network is gone');
    };
    assert.throws(() => fetched('1.0', 'half', fail), /network/);
    assert.deepEqual(readdirSync(store), []);
    assert.equal(fetched('1.0', 'whole'), 'whole');
  });

  it('is that of the first of two runs at once', () => {
    const other = (): void => {
      mkdirSync(join(store, 'thing-1.0'));
      writeFileSync(join(store, 'thing-1.0', 'file'), 'of the other run');
    };
    assert.equal(fetched('1.0', 'ours', other), 'of the other run');
    assert.deepEqual(readdirSync(store), ['thing-1.0']);
  });

  it('leaves the draft of a run that goes on, and removes that of one that was killed', () => {
    for (const pid of [process.ppid, 4_000_000]) mkdirSync(join(store, `thing-1.0.draft-${pid}`));
    assert.equal(fetched('1.0', 'ours'), 'ours');
    assert.deepEqual(readdirSync(store).sort(), ['thing-1.0', `thing-1.0.draft-${process.ppid}`]);
  });
});
