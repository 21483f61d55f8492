import assert from 'node:assert/strict';
import path from 'node:path';
import { isBelow } from '../../../src/node/isBelow.ts';

describe('isBelow', () => {
  it('knows what is in a folder, by the rules of POSIX and of Windows', () => {
    const cases: readonly (readonly [string, string, boolean])[] = [
      ['/project', '/project/a', true],
      ['/project', '/project/..a/b', true],
      ['/project', '/project', false],
      ['/project', '/projector/a', false],
      ['/project', '/', false],
      ['/', '/etc/passwd', true],
    ];
    for (const [root, real, expected] of cases) assert.equal(isBelow(root, real, path.posix), expected, real);
    const windows: readonly (readonly [string, boolean])[] = [
      ['C:\\project\\a', true],
      ['c:\\PROJECT\\a', true],
      ['C:\\projecter', false],
      ['C:\\', false],
      ['D:\\project\\a', false],
      ['\\\\server\\share\\a', false],
      ['\\\\?\\C:\\other', false],
    ];
    for (const [real, expected] of windows) assert.equal(isBelow('C:\\project', real, path.win32), expected, real);
  });
});
