import assert from 'node:assert/strict';
import path from 'node:path';
import { isBelow } from '../../../src/node/isBelow.ts';

describe('isBelow', () => {
  it('knows what is in a folder, by the rules of POSIX and of Windows', () => {
    const cases: readonly (readonly [string, string, boolean])[] = [
      ['/work', '/work/a', true],
      ['/work', '/work/..a/b', true],
      ['/work', '/work', false],
      ['/work', '/worker/a', false],
      ['/work', '/', false],
      ['/', '/etc/passwd', true],
    ];
    for (const [root, real, expected] of cases) assert.equal(isBelow(root, real, path.posix), expected, real);
    const windows: readonly (readonly [string, boolean])[] = [
      ['C:\\work\\a', true],
      ['c:\\WORK\\a', true],
      ['C:\\worker', false],
      ['C:\\', false],
      ['D:\\work\\a', false],
      ['\\\\server\\share\\a', false],
      ['\\\\?\\C:\\other', false],
    ];
    for (const [real, expected] of windows) assert.equal(isBelow('C:\\work', real, path.win32), expected, real);
  });
});
