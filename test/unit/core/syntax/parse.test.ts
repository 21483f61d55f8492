import assert from 'node:assert/strict';
import fc from 'fast-check';
import { cases } from '../../../support/security/cases.ts';
import { bodyToSend } from '../../../../src/core/syntax/bodyToSend.ts';
import type { Block } from '../../../../src/core/syntax/block.ts';
import { readDirectives } from '../../../../src/core/directives/readDirectives.ts';
import { duplicateNames } from '../../../../src/core/syntax/duplicateNames.ts';
import { editMatter } from '../../../../src/core/syntax/edit.ts';
import { parseMatter, printMatter } from '../../../../src/core/syntax/parse.ts';
import { findReferences } from '../../../../src/core/syntax/references.ts';
import { requestAt } from '../../../../src/core/syntax/requestAt.ts';
import { matterChange, matterText } from '../../../support/generators/matterText.ts';
import type { RequestNode } from '../../../../src/core/syntax/nodes.ts';

const numRuns = cases(2000);

const plain = ({ text, regions, references, problems }: Block): unknown => ({ text, regions, references, problems });

function assertCovered({ text, regions, references, problems }: Block): void {
  let at = 0;
  for (const { start, end, nameStart, nameEnd, valueStart, valueEnd } of regions) {
    assert.equal(start, at);
    assert.ok(start < end);
    for (const [from, to] of [
      [nameStart, nameEnd],
      [valueStart, valueEnd],
    ] as const)
      assert.ok(start <= from && from <= to && to <= end);
    at = end;
  }
  assert.equal(at, text.length);
  for (const { start, end } of references) {
    assert.ok(text.startsWith('{{', start) && text.slice(0, end).endsWith('}}'));
    assert.ok(regions.some((region) => region.start <= start && end <= region.end));
  }
  for (const { span } of problems) assert.ok(0 <= span.start && span.start <= span.end && span.end <= text.length);
}

function only(text: string): RequestNode {
  const { requests } = parseMatter(text);
  assert.equal(requests.length, 1);
  return requests[0]!;
}

const codes = (text: string): readonly string[] => {
  const tree = parseMatter(text);
  return [...tree.blocks.flatMap((block) => readDirectives(block).problems), ...duplicateNames(tree)].map(
    ({ code }) => code,
  );
};

describe('parseMatter', () => {
  it('reads separators, titles and names', () => {
    const { requests } = parseMatter(
      'GET /a\n### Two\nGET /b\n  #### \n# @name three\nGET /c\n###\n#@name = four\nGET /d',
    );
    assert.deepEqual(
      requests.map(({ name }) => name),
      [undefined, 'Two', 'three', 'four'],
    );
  });

  it('reads the request line, its method optional, and its continuation', () => {
    const { method, url } = only('POST https://h/a\n  /b\n  ?x=1\n  &y={{z}}\nA: b\n');
    assert.deepEqual([method, url], ['POST', 'https://h/a/b?x=1&y={{z}}']);
    assert.deepEqual([only('/a HTTP/1.1').method, only('/a HTTP/1.1').url], ['GET', '/a']);
    assert.equal(only('PROPFIND /a').method, 'PROPFIND');
  });

  it('reads headers with continuation, comments among them, duplicates in order', () => {
    const { headers } = only('GET /a\nX: 1\n# no\nX: 2\n  more\n\n');
    assert.deepEqual(
      headers.map(({ name, value }) => [name, value]),
      [
        ['X', '1'],
        ['X', '2 more'],
      ],
    );
  });

  it('keeps a body verbatim between its empty lines', () => {
    const { body } = only('POST /a\nContent-Type: text/plain\n\n# kept\r\n\r\n  GET x\n\n\n### next\n');
    assert.equal(body?.text, '# kept\r\n\r\n  GET x');
  });

  it('sends JSON without whole-line comments and a form on one line', () => {
    assert.equal(bodyToSend(only('POST /a\n\n{\n// no\n"a": "//b"\n}')), '{\n"a": "//b"\n}');
    assert.equal(
      bodyToSend(only('POST /a\nContent-Type: application/x-www-form-urlencoded\n\na=1\n  &b=2')),
      'a=1&b=2',
    );
    assert.equal(bodyToSend(only('POST /a\nContent-Type: text/csv\n\n# a')), '# a');
  });

  it('reads file variables between requests, and none in a body', () => {
    const { variables } = parseMatter('@a = 1\n###\n@b=2 \nPOST /x\n\n@c = 3\n');
    assert.deepEqual(
      variables.map(({ name, value }) => [name, value]),
      [
        ['a', '1'],
        ['b', '2'],
      ],
    );
  });

  it('finds references; \\{\\{ is a literal', () => {
    assert.deepEqual(findReferences('{{a}}\\{\\{b}} {{ c }}').references, [
      { start: 0, end: 5 },
      { start: 13, end: 20 },
    ]);
    assert.deepEqual(findReferences('x {{a\n{{b}}').unclosed, [2]);
  });

  const wrong: readonly (readonly [string, string])[] = [
    ['GET /a\nno header\n', 'not-a-header'],
    ['hello\n', 'not-a-request'],
    ['GET /{{a\n', 'unclosed-reference'],
    ['# @name a\nGET /a\n###\n# @name a\nGET /b', 'duplicate-name'],
    ['# @nmae a\nGET /a', 'unknown-directive'],
    ['GET /a\n# @name late\n', 'late-directive'],
    ['POST /a\n\n{}\nGET /b\n', 'request-in-body'],
    ['GET /a\n\n> {% x %}\n', 'script'],
    ['GET /a\n\nHTTP/1.1 200 OK\nA: b\n', 'response-block'],
  ];
  for (const [text, code] of wrong) {
    it(`reports ${code} once`, () => {
      assert.deepEqual(codes(text), [code]);
    });
  }

  it('finds the request at an offset', () => {
    const text = '### A\nGET /a\n\n### B\nGET /b\n';
    const tree = parseMatter(text);
    assert.equal(requestAt(tree, 0)?.name, 'A');
    assert.equal(requestAt(tree, text.indexOf('### B'))?.name, 'B');
    assert.equal(requestAt(tree, text.length)?.name, 'B');
    assert.equal(requestAt(parseMatter('# nothing'), 3), undefined);
  });

  it('has one node for a request, however it is found', () => {
    const tree = parseMatter('### A\nGET /a\n\n### B\nGET /b\n');
    assert.equal(requestAt(tree, 0), tree.requests[0]);
    assert.equal(tree.requests[1], tree.requests[1]);
  });

  it('is total and lossless; its regions cover every character once and hold their parts', () => {
    fc.assert(
      fc.property(matterText, (input) => {
        const tree = parseMatter(input);
        assert.equal(tree.blocks.map(({ text }) => text).join(''), input);
        assert.equal(printMatter(tree), input);
        for (const block of tree.blocks) assertCovered(block);
      }),
      { numRuns },
    );
  });

  it('edits to the same tree as a full parse', () => {
    const changed = matterText.chain((text) => fc.tuple(fc.constant(text), matterChange(text.length)));
    fc.assert(
      fc.property(changed, ([text, change]) => {
        const edited = editMatter(parseMatter(text), change);
        const expected = text.slice(0, change.span.start) + change.text + text.slice(change.span.end);
        assert.deepEqual(edited.blocks.map(plain), parseMatter(expected).blocks.map(plain));
        assert.equal(edited.text, expected);
      }),
      { numRuns },
    );
  });

  it('parses only the request that a keystroke touches', () => {
    const tree = parseMatter('### A\nGET /a\n\n### B\nGET /b\n\n### C\nGET /c\n');
    const edited = editMatter(tree, { span: { start: 21, end: 21 }, text: 'x' });
    assert.deepEqual(
      edited.blocks.map((block, index) => block === tree.blocks[index]),
      [true, false, true],
    );
  });
});
