import assert from 'node:assert/strict';
import fc from 'fast-check';
import { cases } from '../../../support/security/cases.ts';
import { formatMatter } from '../../../../src/core/language/format.ts';
import { definitionAt, referencesAt, renameAt } from '../../../../src/core/language/navigation.ts';
import { foldsOf, linksOf, selectionAt } from '../../../../src/core/language/structure.ts';
import { symbolsOf } from '../../../../src/core/language/symbols.ts';
import { tokensIn } from '../../../../src/core/language/tokens.ts';
import { bodyToSend } from '../../../../src/core/syntax/bodyToSend.ts';
import { parseMatter } from '../../../../src/core/syntax/parse.ts';
import { cursor } from '../../../support/generators/cursor.ts';
import { matterText } from '../../../support/generators/matterText.ts';

const file = `@fund = EX-1

### Create it
# @name create
POST /jobs?id={{fund}}
Content-Type: application/json

{
  "a": "{{fund}}"
}

### Read it
# @depends create
GET https://example.com/{{create.response.body.$.id}}
`;

const texts = (spans: readonly { readonly start: number; readonly end: number }[]): readonly string[] =>
  spans.map(({ start, end }) => file.slice(start, end));

describe('structure of a file', () => {
  it('outlines its variables and requests', () => {
    assert.deepEqual(
      symbolsOf(parseMatter(file)).map(({ kind, name, detail }) => [kind, name, detail]),
      [
        ['variable', '@fund', 'EX-1'],
        ['request', 'Create it', 'POST /jobs?id={{fund}}'],
        ['request', 'Read it', 'GET https://example.com/{{create.response.body.$.id}}'],
      ],
    );
  });

  it('folds requests and bodies', () => {
    const folds = foldsOf(parseMatter(file)).map(({ kind, start, end }) => [kind, file.slice(start, end)]);
    assert.deepEqual(
      folds.map(([kind]) => kind),
      ['region', 'body', 'region'],
    );
    assert.equal(folds[1]?.[1], '{\n  "a": "{{fund}}"\n}');
  });

  it('grows the selection from the word to the file', () => {
    const spans = selectionAt(parseMatter(file), file.indexOf('/json') + 2);
    assert.deepEqual(texts(spans).slice(0, 3), ['json', 'application/json', 'Content-Type: application/json']);
    assert.equal(texts(spans).at(-1), file);
  });

  it('links URLs and files', () => {
    const text =
      'GET https://example.com/a\n\n###\n# @portfolio fund.csv id=ISIN\nPOST /a\n\n< ./body.json\n\n>> out.json\n';
    assert.deepEqual(
      linksOf(parseMatter(text)).map(({ target }) => target),
      [{ url: 'https://example.com/a' }, { path: 'fund.csv' }, { path: './body.json' }, { path: 'out.json' }],
    );
  });

  it('links the file of a portfolio whose name has spaces, whatever is wrong after it', () => {
    const text = '# @portfolio "my fund.csv" scale=half\nPOST /a\n';
    const links = linksOf(parseMatter(text)).map(({ span, target }) => [text.slice(span.start, span.end), target]);
    assert.deepEqual(links, [['"my fund.csv"', { path: 'my fund.csv' }]]);
  });

  it('colours definitions and references', () => {
    const tokens = tokensIn(parseMatter(file), { start: 0, end: Infinity });
    const found = tokens.map(({ type, start, end }) => `${type} ${file.slice(start, end)}`);
    for (const token of ['variable fund', 'decorator @name', 'function create', 'method POST', 'property Content-Type'])
      assert.ok(found.includes(token), `${token} in ${found.join()}`);
  });
});

describe('navigation', () => {
  const tree = parseMatter(file);
  const at = (token: string, from = 0): number => file.indexOf(token, from) + 1;

  it('goes from a use to the definition, of a variable and of a request', () => {
    assert.equal(definitionAt(tree, at('{{fund') + 2)?.start, 1);
    assert.equal(definitionAt(tree, at('{{create') + 2)?.start, file.indexOf('create\n'));
    assert.equal(definitionAt(tree, at('depends create') + 10)?.start, file.indexOf('create\n'));
    assert.equal(definitionAt(tree, at('example')), undefined);
  });

  it('finds all uses', () => {
    assert.equal(referencesAt(tree, 2, true).length, 3);
    assert.equal(referencesAt(tree, 2, false).length, 2);
    assert.deepEqual(texts(referencesAt(tree, at('create\n'), true)), ['create', 'create', 'create']);
  });

  it('renames everywhere, and says why not', () => {
    const edits = renameAt(tree, 2, 'portfolio');
    assert.ok(!('problem' in edits));
    let renamed = file;
    for (const { span, text } of edits.toSorted((a, b) => b.span.start - a.span.start))
      renamed = renamed.slice(0, span.start) + text + renamed.slice(span.end);
    assert.equal(renamed, file.replaceAll('fund', 'portfolio'));
    for (const [offset, name] of [
      [2, 'two words'],
      [2, 'create'],
      [at('example'), 'x'],
    ] as const)
      assert.ok('problem' in renameAt(tree, offset, name), name);
  });
});

describe('format', () => {
  it('lays out every part', () => {
    const { text } = cursor(
      '|\n\n  @a=1\n####   Title\n// @name = x\n\n\nPOST    /a   HTTP/1.1\n?q=1\nA:b\n\n\n{"a":{{x}},"b":["{{y}}"]}\n\n\n###\nGET /b\n\n\n',
    );
    assert.equal(
      formatMatter(parseMatter(text)),
      '@a = 1\n\n### Title\n# @name x\n\nPOST /a HTTP/1.1\n    ?q=1\nA: b\n\n{\n  "a": {{x}},\n  "b": [\n    "{{y}}"\n  ]\n}\n\n###\nGET /b\n',
    );
  });

  it('leaves bodies that are not JSON, or have comment lines, as they are', () => {
    for (const body of ['a  b\n c', '<a>\n<b/></a>', '{\n  # no\n"a":1}', '{"a": ']) {
      const text = `POST /a\n\n${body}\n`;
      assert.equal(formatMatter(parseMatter(text)), text);
    }
  });

  it('keeps CRLF', () => {
    assert.equal(formatMatter(parseMatter('GET /a\r\nA:b\r\n')), 'GET /a\r\nA: b\r\n');
  });

  it('is idempotent and keeps the meaning', () => {
    const meaning = (text: string): unknown =>
      parseMatter(text).requests.map((request) => ({
        name: request.name,
        directives: request.directives.map(({ word, argument }) => [word, argument]),
        line: [request.method, request.url],
        headers: request.headers.map(({ name, value }) => [name, value]),
        body: compact(bodyToSend(request)),
        save: request.save?.text,
      }));
    fc.assert(
      fc.property(matterText, (text) => {
        const once = formatMatter(parseMatter(text));
        assert.equal(formatMatter(parseMatter(once)), once);
        assert.deepEqual(meaning(once), meaning(text));
      }),
      { numRuns: cases(1000) },
    );
  });
});

/** JSON without the white space between its tokens; anything else as it is. */
function compact(body: string | undefined): string | undefined {
  try {
    return body === undefined ? undefined : JSON.stringify(JSON.parse(body));
  } catch {
    return body?.replaceAll(/[ \t\r\n]+/g, ' ').trim();
  }
}
