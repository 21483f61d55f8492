import assert from 'node:assert/strict';
import fc from 'fast-check';
import { cases } from '../../../support/security/cases.ts';
import { fixesOf, refactoringsAt } from '../../../../src/core/language/actions.ts';
import { Checker } from '../../../../src/core/language/check.ts';
import type { LanguageContext } from '../../../../src/core/language/context.ts';
import { editMatter } from '../../../../src/core/syntax/edit.ts';
import type { Fix, Problem } from '../../../../src/core/syntax/nodes.ts';
import { parseMatter } from '../../../../src/core/syntax/parse.ts';
import { shippedContext } from '../../../support/fakes/api.ts';
import { matterChange, matterText } from '../../../support/generators/matterText.ts';

const jobs = '/partner-api/v1/analysis/jobs';

function apply(text: string, { edits }: Fix): string {
  return edits
    .toSorted((a, b) => b.span.start - a.span.start)
    .reduce((old, edit) => old.slice(0, edit.span.start) + edit.text + old.slice(edit.span.end), text);
}

describe('Checker', () => {
  let context: LanguageContext;

  before(async () => {
    context = await shippedContext();
  });

  const check = (text: string): readonly Problem[] => new Checker().check(parseMatter(text), context);

  /** The text, what is found (code and marked text), and the text after the first fix where there is one. */
  const examples: readonly (readonly [string, readonly (readonly [string, string])[], string?])[] = [
    ['@a = 1\nGET https://h/{{a}}', []],
    ['GET https://h/{{b}}', [['unresolved', 'b']], '@b = \nGET https://h/{{b}}'],
    ['@fund = 1\nGET https://h/{{fnud}}', [['unresolved', 'fnud']], '@fund = 1\nGET https://h/{{fund}}'],
    ['GET https://h/{{}}', [['unresolved', '{{}}']]],
    ['GET https://h/{{$uuid}}?a={{$timestamp -1 d}}&b={{$randomInt 1 5}}', []],
    ['GET https://h/{{$nope}}', [['unknown-dynamic', '$nope']]],
    ['GET https://h/{{$timestamp soon}}', [['unknown-dynamic', '$timestamp soon']]],
    ['# @prompt who\nGET https://h/{{who}}', []],
    ['# @capture id = body.$.id\nGET https://h/\n###\nGET https://h/{{id}}', []],
    [
      '# @name one\nGET https://h/\n###\nGET https://h/{{one.response.body.$.a}}{{one.response.status}}{{one.request.headers.X}}',
      [],
    ],
    ['GET https://h/{{two.response.status}}', [['unknown-request', 'two']]],
    [
      '# @name one\nGET https://h/\n###\nGET https://h/{{oen.response.status}}',
      [['unknown-request', 'oen']],
      '# @name one\nGET https://h/\n###\nGET https://h/{{one.response.status}}',
    ],
    [
      '# @name one\nGET https://h/\n###\nGET https://h/{{one.response.nothing}}',
      [['response-path', 'response.nothing']],
    ],
    ['# @depends nobody\nGET https://h/', [['unknown-request', 'nobody']]],
    ['@a = {{b}}\n@b = {{a}}\n', [['cyclic-variable', 'a']]],
    ['@a = 1\n@a = 2\n', [['duplicate-variable', 'a']]],
    [
      '# @name a\nGET https://h/\n###\n# @name a\nGET https://h/',
      [['duplicate-name', 'a']],
      '# @name a\nGET https://h/\n###\n# @name a-2\nGET https://h/',
    ],
    ['GET /nowhere', [['unknown-operation', '/nowhere']]],
    [`DELETE ${jobs}?external_id=1`, [['unknown-operation', jobs]]],
    [`GET ${jobs}`, [['missing-parameter', jobs]], `GET ${jobs}?external_id=`],
    [
      `GET ${jobs}?extrenal_id=1`,
      [
        ['missing-parameter', `${jobs}?extrenal_id=1`],
        ['unknown-parameter', 'extrenal_id'],
      ],
    ],
    [`GET ${jobs}\n  ?external_id=1\n  &more=2`, [['unknown-parameter', 'more']]],
    [
      'POST https://h/\n\n{"a": 1}',
      [['missing-content-type', 'POST https://h/']],
      'POST https://h/\nContent-Type: application/json\n\n{"a": 1}',
    ],
    [
      'POST https://h/\nX: 1\n\n{"a": 1}',
      [['missing-content-type', 'POST https://h/']],
      'POST https://h/\nX: 1\nContent-Type: application/json\n\n{"a": 1}',
    ],
    [
      `GET ${jobs}?external_id=1\nAuthorization: Bearer abcdefghijklmnop\n`,
      [['pasted-secret', 'abcdefghijklmnop']],
      `GET ${jobs}?external_id=1\n`,
    ],
    [
      'GET https://h/\nAuthorization: Bearer abcdefghijklmnop\n',
      [['pasted-secret', 'abcdefghijklmnop']],
      '# @secret-prompt token\nGET https://h/\nAuthorization: Bearer {{token}}\n',
    ],
    ['@client_secret = sbx_secret_1\n', [['pasted-secret', 'sbx_secret_1']]],
    ['GET https://h/\nX-API-Key: {{key}}\n', [['unresolved', 'key']]],
    ['GET ws://h/', [['unsupported-protocol', 'GET ws://h/']]],
    [
      'GRPC /a',
      [
        ['unsupported-protocol', 'GRPC /a'],
        ['unknown-operation', '/a'],
      ],
    ],
    ['GET https://h/\n\n> {% client.test() %}\n', [['script', '> {% client.test() %}']], 'GET https://h/\n\n'],
    [
      'POST https://h/\nContent-Type: text/plain\n\nhello\nGET /a\n',
      [['request-in-body', 'GET /a']],
      'POST https://h/\nContent-Type: text/plain\n\nhello\n###\nGET /a\n',
    ],
    [
      'GET https://h/\n\nHTTP/1.1 404 Not Found\nA: b\n',
      [['response-block', 'HTTP/1.1 404 Not Found']],
      '# @assert status == 404\nGET https://h/\n\n',
    ],
    ['# @pol every=1s\nGET https://h/', [['unknown-directive', 'pol']], '# @poll every=1s\nGET https://h/'],
    ['# @poll every=soon\nGET https://h/', [['directive-argument', 'every=soon']]],
    ['# @assert status = 200\nGET https://h/', [['directive-argument', 'status = 200']]],
    ['# @name two words\nGET https://h/', [['directive-argument', 'two words']]],
    ['GET https://h/{{a', [['unclosed-reference', '{{']], 'GET https://h/{{a}}'],
    [
      'GET https://h/\n# @poll every=1s\nA: b\n',
      [['late-directive', '@poll every=1s']],
      '# @poll every=1s\nGET https://h/\nA: b\n',
    ],
    ['GET https://h/\n{"a": 1}\n', [['not-a-header', '{"a": 1}']]],
    ['GET', [['missing-url', 'GET']]],
  ];
  for (const [text, expected, fixed] of examples) {
    it(`finds ${expected.map(([code]) => code).join(', ') || 'nothing'} in ${JSON.stringify(text)}`, () => {
      const problems = check(text);
      assert.deepEqual(
        problems.map(({ code, span }) => [code, text.slice(span.start, span.end)]),
        expected,
      );
      if (fixed === undefined) return;
      const fix = problems.flatMap((problem) => fixesOf(parseMatter(text), problem))[0];
      assert.ok(fix);
      assert.equal(apply(text, fix), fixed);
    });
  }

  it('offers to ask for a variable, and to wait where a 202 is documented', () => {
    const text = 'GET https://h/{{a}}';
    const [problem] = check(text);
    const titles = fixesOf(parseMatter(text), problem!).map(({ title }) => title);
    assert.deepEqual(titles, ['Define @a', 'Ask for a at send']);
    const [poll] = refactoringsAt(parseMatter(`GET ${jobs}?external_id=1`), 3, context);
    assert.equal(apply(`GET ${jobs}?external_id=1`, poll!), `# @poll every=2s timeout=10m\nGET ${jobs}?external_id=1`);
    assert.deepEqual(refactoringsAt(parseMatter(`# @poll every=1s\nGET ${jobs}`), 20, context), []);
  });

  it('knows the last response: a path must point to one value', () => {
    const text =
      '# @name a\nGET https://h/\n###\nGET https://h/{{a.response.body.$.x}}{{a.response.body.$..y}}{{a.response.body.$.z}}';
    const found: Readonly<Record<string, readonly unknown[]>> = { '$.x': [1], '$..y': [1, 2], '$.z': [] };
    const known: LanguageContext = {
      ...context,
      lastResponse: () => ({ json: {}, headerNames: [] }),
      query: (_json, path) => found[path],
    };
    const problems = new Checker().check(parseMatter(text), known);
    assert.deepEqual(
      problems.map(({ code, message }) => [code, /matches \w+/.exec(message)?.[0]]),
      [
        ['several-matches', 'matches 2'],
        ['several-matches', 'matches nothing'],
      ],
    );
  });

  it('finds after each edit what a new look at the whole file finds', () => {
    const edits = matterText.chain((text) => fc.tuple(fc.constant(text), matterChange(text.length)));
    fc.assert(
      fc.property(edits, ([text, change]) => {
        const checker = new Checker();
        const tree = parseMatter(text);
        checker.check(tree, context);
        const edited = editMatter(tree, change);
        const found = checker.check(edited, context);
        assert.deepEqual(found, check(edited.text));
        for (const { span } of found) assert.ok(0 <= span.start && span.start <= span.end && span.end <= edited.length);
      }),
      { numRuns: cases(500) },
    );
  });
});
