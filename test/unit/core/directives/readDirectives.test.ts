import assert from 'node:assert/strict';
import { directives } from '../../../../src/core/directives/directives.ts';
import { pollDirective } from '../../../../src/core/directives/poll.ts';
import { promptDirective } from '../../../../src/core/directives/prompt.ts';
import { directiveValue, directiveValues, readDirectives } from '../../../../src/core/directives/readDirectives.ts';
import { secretPromptDirective } from '../../../../src/core/directives/secretPrompt.ts';
import { timeoutDirective } from '../../../../src/core/directives/timeout.ts';
import { editMatter } from '../../../../src/core/syntax/edit.ts';
import { parseMatter } from '../../../../src/core/syntax/parse.ts';
import { problemLimit } from '../../../../src/core/syntax/problems.ts';

describe('directives of a request', () => {
  it('have typed values, in the order of their lines and in their places in the file', () => {
    const text = '### x\nGET /x\n### a\n# @secret-prompt pin\n# @prompt fund The fund\n# @prompt %\nGET /';
    const tree = parseMatter(text);
    const found = directiveValues(tree, tree.requests[1]!, promptDirective, secretPromptDirective);
    assert.deepEqual(
      found.map(({ value, argument, span }) => [value, argument, text.slice(span.start, span.end)]),
      [
        [{ name: 'pin', label: 'pin', isSecret: true }, 'pin', 'pin'],
        [{ name: 'fund', label: 'The fund', isSecret: false }, 'fund The fund', 'fund The fund'],
      ],
    );
  });

  it('that have one value take that of the last line', () => {
    const tree = parseMatter('# @timeout 1s\n# @timeout 2s\n# @poll every=500ms until=body.$.a exists\nGET /');
    const [request] = tree.requests;
    assert.equal(directiveValue(tree, request!, timeoutDirective), 2000);
    assert.deepEqual(directiveValue(tree, request!, pollDirective), {
      everyMs: 500,
      timeoutMs: 600_000,
      until: { value: { kind: 'path', path: '$.a' }, negated: false, operator: 'exists' },
    });
  });

  it('give names, those of a wrong line too', () => {
    const [block] = parseMatter('# @capture id\n# @prompt fund\n# @note who\nGET /').blocks;
    assert.deepEqual(
      readDirectives(block!).given.map(({ name }) => name),
      ['id', 'fund'],
    );
  });

  it('are read once for each block, and again for one that an edit touches', () => {
    const tree = parseMatter('### a\n# @timeout 1s\nGET /a\n### b\n# @timeout 2s\nGET /b\n');
    const edited = editMatter(tree, { span: { start: 6, end: 6 }, text: '# @no-auth\n' });
    const same = tree.blocks.map((block, index) => readDirectives(block) === readDirectives(edited.blocks[index]!));
    assert.deepEqual(same, [false, true]);
  });

  it('tell their problems in order with those of the parser, and no more than anybody reads', () => {
    const codesOf = (text: string): readonly string[] =>
      readDirectives(parseMatter(text).blocks[0]!).problems.map(({ code }) => code);
    assert.deepEqual(codesOf('# @nope\n?? status\nGET /\nno header\n\n?? size is x\n'), [
      'unknown-directive',
      'directive-argument',
      'not-a-header',
      'directive-argument',
    ]);
    const many = codesOf(`${'# @nope\n'.repeat(2 * problemLimit)}${'# @timeout soon\n'.repeat(9)}GET /`);
    assert.deepEqual([many.length, many.at(-1)], [problemLimit + 1, 'directive-argument']);
  });

  it('have a word that is not taken, and a usage and a description of one line', () => {
    for (const [word, { usage, description }] of directives) {
      assert.match(word, /^[a-z]+(?:-[a-z]+)*$/);
      assert.match(`${usage} ${description}`, /^[^\r\n]*\.$/);
    }
  });
});
