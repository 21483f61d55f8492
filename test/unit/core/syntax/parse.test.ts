import assert from 'node:assert/strict';
import fc from 'fast-check';
import { bodyToSend } from '../../../../src/core/syntax/bodyToSend.ts';
import { parseMatter, printMatter } from '../../../../src/core/syntax/parse.ts';
import { findReferences } from '../../../../src/core/syntax/references.ts';
import { requestAt } from '../../../../src/core/syntax/requestAt.ts';
import type { RequestNode } from '../../../../src/core/syntax/tree.ts';

function only(text: string): RequestNode {
  const { requests } = parseMatter(text);
  assert.equal(requests.length, 1);
  return requests[0]!;
}

const codes = (text: string): readonly string[] => parseMatter(text).problems.map(({ code }) => code);

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
    assert.deepEqual(
      findReferences('{{a}}\\{\\{b}} {{ c }}').references.map(({ expression }) => expression),
      ['a', 'c'],
    );
    assert.deepEqual(findReferences('x {{a\n{{b}}').unclosed, [{ start: 2, end: 4 }]);
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

  it('is total and lossless, and its spans lie in order inside the text', () => {
    const piece = fc.constantFrom(
      '###',
      ' t',
      '\n',
      '\r\n',
      '# @name a',
      '@v = ',
      '{{',
      '}}',
      'GET ',
      '/p',
      'A: b',
      '{',
      '"',
      '\uFEFF',
      '\0',
      '\uD800',
      '> {%',
      'HTTP/1.1',
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(piece, { maxLength: 60 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (input) => {
        const tree = parseMatter(input);
        assert.equal(printMatter(tree), input);
        let end = 0;
        for (const request of tree.requests) {
          assert.ok(request.span.start >= end && request.span.end <= input.length);
          end = request.span.end;
          for (const { start, end: stop } of [
            request.lineSpan,
            request.urlSpan,
            ...request.headers.map(({ span }) => span),
          ]) {
            assert.ok(start >= request.span.start && stop <= request.span.end && start <= stop);
          }
          if (request.body !== undefined)
            assert.equal(request.body.text, input.slice(request.body.span.start, request.body.span.end));
        }
        for (const { span } of tree.problems) assert.ok(span.start <= span.end && span.end <= input.length);
      }),
      { numRuns: 1000 },
    );
  });
});
