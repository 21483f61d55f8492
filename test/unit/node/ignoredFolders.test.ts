import assert from 'node:assert/strict';
import { ignoredGlob, isIgnored } from '../../../src/node/ignoredFolders.ts';

describe('folders that are not searched', () => {
  it('are those of packages and of Git, at any depth and with either separator', () => {
    for (const path of ['node_modules/a/b.matter', 'x/.git/b.matter', 'x\\node_modules\\b.matter'])
      assert.equal(isIgnored(path), true, path);
    for (const path of ['b.matter', 'node_modules.matter', 'my_node_modules/b.matter', '.github/b.matter', 'x/.git'])
      assert.equal(isIgnored(path), false, path);
  });

  it('are the same for VS Code', () => {
    assert.equal(ignoredGlob, '**/{node_modules,.git}/**');
  });
});
