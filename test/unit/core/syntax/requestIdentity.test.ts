import assert from 'node:assert/strict';
import fc from 'fast-check';
import { editMatter } from '../../../../src/core/syntax/edit.ts';
import { parseMatter } from '../../../../src/core/syntax/parse.ts';
import {
  displayName,
  findByKey,
  isNamed,
  requestKey,
  requestNamed,
  requestNames,
} from '../../../../src/core/syntax/requestIdentity.ts';
import type { MatterTree } from '../../../../src/core/syntax/tree.ts';
import { matterText } from '../../../support/generators/matterText.ts';
import { cases } from '../../../support/security/cases.ts';

const keys = (tree: MatterTree): readonly string[] => tree.requests.map((request) => requestKey(tree, request));
const keysOf = (text: string): readonly string[] => keys(parseMatter(text));

describe('the identity of a request', () => {
  it('is shown by its title, else its name, else what it asks for, without the query', () => {
    const shown = parseMatter(
      '### The title\n# @name a\nGET /1\n###\n# @name b\nGET /2\n###\nGET /3?token=x\n  &more=y\n###\nhttps://h/4\n  /5#part',
    ).requests.map(displayName);
    assert.deepEqual(shown, ['The title', 'b', 'GET /3', 'GET https://h/4/5']);
  });

  it('has a key: the name, else the title, else what it asks for; the first of several has it as it is', () => {
    assert.deepEqual(keysOf('### T\n# @name a\nGET /\n### T\nGET /\n### T\nGET /\n###\nGET /x?1\n###\nGET /x?2'), [
      'a',
      'T',
      'T#2',
      'GET /x',
      'GET /x#2',
    ]);
  });

  it('is that of a name given with @name before that of a title, and of a title before a request line', () => {
    assert.deepEqual(keysOf('GET /a\n### GET /a\nGET /b\n### b\nGET /c\n###\n# @name b\nGET /d'), [
      'GET /a#2',
      'GET /a',
      'b#2',
      'b',
    ]);
  });

  it('takes no key from a request that is called by it', () => {
    assert.deepEqual(keysOf('### a\nGET /1\n### a\nGET /2\n### a#2\nGET /3'), ['a', 'a#3', 'a#2']);
  });

  it('means by a name the one request that has it as its key', () => {
    const tree = parseMatter('### a\nGET /1\n### a\nGET /2\n###\nGET /3');
    assert.equal(requestNamed(tree, 'a')?.url, '/1');
    assert.deepEqual([...requestNames(tree)], [['a', 0]]);
    assert.deepEqual(
      tree.requests.map((request) => isNamed(tree, request)),
      [true, false, false],
    );
    for (const key of ['a#2', 'GET /3']) assert.equal(requestNamed(tree, key), undefined, key);
    for (const key of ['a#2', 'GET /3']) assert.notEqual(findByKey(tree, key), undefined, key);
  });

  it('stays while another request is edited, added or removed', () => {
    const text = '### a\nGET /1\n\n###\nGET /2\n\n### c\nGET /3\n';
    const tree = parseMatter(text);
    const before = text.indexOf('###\n');
    const added = editMatter(tree, { span: { start: before, end: before }, text: '### new\n@v = 1\nGET /new\n\n' });
    assert.deepEqual(keys(added), ['a', 'new', 'GET /2', 'c']);
    assert.deepEqual(keys(editMatter(tree, { span: { start: 0, end: before }, text: '' })), ['GET /2', 'c']);
  });

  it('is one for each request of any text, and leads back to it', () => {
    fc.assert(
      fc.property(fc.array(matterText, { maxLength: 3 }), (texts) => {
        const tree = parseMatter([...texts, ...texts].join('\n###\n'));
        const all = keys(tree);
        assert.equal(new Set(all).size, all.length);
        tree.requests.forEach((request, index) => assert.equal(findByKey(tree, all[index] ?? ''), request));
        const names = tree.requests.flatMap(({ name }) => name ?? []);
        assert.deepEqual(new Set(requestNames(tree).keys()), new Set(names));
        for (const name of names) assert.equal(requestNamed(tree, name)?.name, name);
      }),
      { numRuns: cases(500) },
    );
  });
});
