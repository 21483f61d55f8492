import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { parseExactJson } from '../../src/core/exactJson.ts';
import { Checker } from '../../src/core/language/check.ts';
import { emptyContext } from '../../src/core/language/context.ts';
import { bodyToSend } from '../../src/core/syntax/bodyToSend.ts';
import { operators, parseCondition } from '../../src/core/directives/condition.ts';
import { directives } from '../../src/core/directives/directives.ts';
import { dynamicVariables } from '../../src/core/syntax/dynamicVariables.ts';
import type { RequestNode } from '../../src/core/syntax/nodes.ts';
import { parseMatter } from '../../src/core/syntax/parse.ts';

// One test for each row of media/docs/matter-file.md, named after it; the last test equates the two lists.

const requests = (text: string): readonly RequestNode[] => parseMatter(text).requests;
const only = (text: string): RequestNode => {
  const [request, ...more] = requests(text);
  assert.ok(request);
  assert.equal(more.length, 0);
  return request;
};
const codes = (text: string): readonly string[] =>
  new Checker().check(parseMatter(text), emptyContext).map(({ code }) => code);

const rows: Readonly<Record<string, () => void>> = {
  separator() {
    const names = requests('### One\nGET /a\n  ##### Two \nGET /b\n###\n# @name three\nGET /c').map(({ name }) => name);
    assert.deepEqual(names, ['One', 'Two', 'three']);
  },
  'a new request without ###'() {
    const text = 'POST /a\nContent-Type: text/plain\n\nGET /b\n';
    assert.equal(only(text).body?.text, 'GET /b');
    assert.deepEqual(codes(text), ['request-in-body']);
  },
  comments() {
    const request = only('# one\n// two\nGET /a\n# three\nA: b\n');
    assert.deepEqual(
      request.headers.map(({ name }) => name),
      ['A'],
    );
    assert.equal(bodyToSend(only('POST /a\nContent-Type: text/csv\n\n# kept')), '# kept');
    assert.equal(bodyToSend(only('POST /a\n\n{\n  # not\n  // sent\n  "a": "#"\n}')), '{\n  "a": "#"\n}');
  },
  'file variable'() {
    const tree = parseMatter('@a = 1\n@a = {{b}}\nGET /{{a}}\n\n###\n@b = x\\n\nPOST /b\n\n@c = 3\n');
    assert.deepEqual(
      tree.variables.map(({ name, value }) => [name, value]),
      [
        ['a', '1'],
        ['a', '{{b}}'],
        ['b', 'x\\n'],
      ],
    );
    assert.deepEqual(codes('@a = {{a}}\n'), ['cyclic-variable']);
  },
  reference() {
    assert.deepEqual(codes('@a = 1\nGET https://h/{{a}}{{%a}}{{ a }}\\{\\{b'), []);
    assert.deepEqual(codes('GET https://h/{{a'), ['unclosed-reference']);
  },
  'request line'() {
    assert.deepEqual([only('/a HTTP/1.1').method, only('/a HTTP/1.1').url], ['GET', '/a']);
    assert.equal(only('PURGE /a').method, 'PURGE');
    assert.equal(only('GET /a\n  /b\n?c=d\n  &e=f\nX: y').url, '/a/b?c=d&e=f');
  },
  url() {
    assert.deepEqual(codes('GET https://h/'), []);
    assert.deepEqual(codes('GET /a'), []);
    assert.deepEqual(codes('GET h/a'), ['not-a-request']);
  },
  headers() {
    assert.deepEqual(
      only('GET /a\nX: 1\nX: 2\n  more\n\n').headers.map(({ name, value }) => [name, value]),
      [
        ['X', '1'],
        ['X', '2 more'],
      ],
    );
  },
  body() {
    assert.equal(only('POST /a\n\n\n  a\r\n\r\nb\n\n').body?.text, '  a\r\n\r\nb');
    assert.equal(only('POST /a\n\n< ./a.json\n').body?.text, '< ./a.json');
    assert.equal(
      bodyToSend(only('POST /a\nContent-Type: application/x-www-form-urlencoded\n\na=1\n  &b=2')),
      'a=1&b=2',
    );
  },
  'response block'() {
    const text = 'GET https://h/\n\nHTTP/1.1 200 OK\nA: b\n\nx\n';
    assert.equal(only(text).body, undefined);
    assert.deepEqual(codes(text), ['response-block']);
  },
  save() {
    const [once, again] = requests('GET /a\n\n>> a.json\n###\nGET /b\n>>! b.json');
    assert.deepEqual([once?.save?.text, once?.save?.overwrites], ['a.json', false]);
    assert.deepEqual([again?.save?.text, again?.save?.overwrites], ['b.json', true]);
  },
  scripts() {
    for (const script of ['> {%\n x\n%}', '< {% x %}', '> check.js', '{{\n  x\n}}', '{{@request\n  x\n}}'])
      assert.deepEqual(codes(`GET https://h/\n\n${script}\n`), ['script'], script);
    assert.deepEqual(codes('< {% x %}\nGET https://h/\n'), ['script']);
  },
  'built-in variables'() {
    const names = '$uuid $guid $timestamp $isoTimestamp $datetime $localDatetime $randomInt $dotenv $processEnv';
    assert.deepEqual([...dynamicVariables.keys()], names.split(' '));
    for (const { name, usage } of dynamicVariables.values())
      assert.deepEqual(codes(`GET https://h/{{${name}${usage}}}`), []);
    for (const unit of 'y M w d h m s ms'.split(' '))
      assert.deepEqual(codes(`GET https://h/{{$timestamp -2 ${unit}}}`), []);
    assert.deepEqual(codes('GET https://h/{{$timestamp 1 year}}'), ['unknown-dynamic']);
  },
  responses() {
    for (const path of ['body.$.a.b', 'body.*', 'headers.X', 'status'])
      assert.deepEqual(codes(`# @name a\nGET https://h/\n###\nGET https://h/{{a.response.${path}}}`), [], path);
    assert.deepEqual(codes('GET https://h/{{a.response.status}}'), ['unknown-request']);
    assert.deepEqual(codes('# @name a\nGET https://h/\n###\nGET https://h/{{a.response.x}}'), ['response-path']);
  },
  'an unresolved reference'() {
    assert.deepEqual(codes('GET https://h/{{a}}'), ['unresolved']);
  },
  'spelling of directives'() {
    for (const line of ['# @name x', '#@name x', '// @name x', '//@name x', '# @name = x'])
      assert.equal(only(`${line}\nGET /a`).name, 'x', line);
    assert.deepEqual(codes('# @retyr count=3\nGET https://h/'), ['unknown-directive']);
    assert.deepEqual(codes('GET https://h/\n# @no-auth\n'), ['late-directive']);
  },
  condition() {
    for (const operator of operators) {
      const literal = /^(?:exists|is)/.test(operator) ? '' : ' 1';
      for (const text of [`body.$.a ${operator}${literal}`, `body.$.a not ${operator}${literal}`])
        assert.ok(!('problem' in parseCondition(text)), text);
    }
    for (const value of ['status', 'time', 'size', 'header X-A', 'body', "body.$['a b'].c[?@.d == 1]"])
      assert.ok(!('problem' in parseCondition(`${value} == 1`)), value);
    assert.deepEqual(parseCondition('body.$.a[*] count >= 2'), {
      value: { kind: 'path', path: '$.a[*]' },
      measure: 'count',
      negated: false,
      operator: '>=',
      literal: parseExactJson('2'),
    });
    assert.deepEqual(parseCondition('header X not contains json'), {
      value: { kind: 'header', name: 'X' },
      negated: true,
      operator: 'contains',
      literal: 'json',
    });
    for (const text of ['', 'status', 'status = 200', 'status ==', 'status exists 1', 'nothing == 1'])
      assert.ok('problem' in parseCondition(text), text);
  },
  "httpyac's conditions"() {
    const { directives: read, body } = only('GET /a\n\nhello\n\n?? status == 200\n');
    assert.deepEqual(
      read.map(({ word, argument }) => [word, argument]),
      [['assert', 'status == 200']],
    );
    assert.equal(body?.text, 'hello');
  },
};

/** A right and a wrong argument of each directive. */
const given: Readonly<Record<string, readonly [string, string?]>> = {
  name: ['create-2', 'two words'],
  account: ['Fund team', ''],
  'no-auth': ['', 'x'],
  poll: ['every=2s timeout=10m until=status == 200', 'every=often'],
  assert: ['body.$.a[*] count > 0', 'status is fine'],
  capture: ['id = body.$.id', 'id'],
  prompt: ['who Your name', '%'],
  'secret-prompt': ['pin', ''],
  portfolio: ['fund.csv id=ISIN', ''],
  timeout: ['30s', 'soon'],
  'no-redirect': ['', 'x'],
  retry: ['count=3', '3'],
  note: ['really?'],
  tag: ['a, b', ''],
  depends: ['other', ''],
};

describe('matter-file', () => {
  for (const [row, check] of Object.entries(rows)) it(row, check);

  for (const [word, [right, wrong]] of Object.entries(given)) {
    it(`@${word}`, () => {
      const text = (argument: string): string =>
        `# @${word} ${argument}\nGET https://h/\n###\n# @name other\nGET https://h/`;
      assert.deepEqual(codes(text(right)), []);
      assert.equal(requests(text(right))[0]?.directives[0]?.argument, right);
      if (wrong !== undefined) assert.deepEqual(codes(text(wrong)), ['directive-argument']);
    });
  }

  it('has a test for every directive', () => {
    assert.deepEqual(Object.keys(given), [...directives.keys()]);
  });

  it('shows of every directive an argument that is right', () => {
    for (const { word, usage, parse } of directives.values()) assert.ok('value' in parse(usage), word);
  });

  it('documents the directives as they describe themselves; MATTER_UPDATE=1 writes it down', () => {
    const path = 'media/docs/matter-file.md';
    const doc = readFileSync(path, 'utf8');
    const rows = [...directives.values()].map(({ word, usage, description }) => {
      const head = `@${word} ${usage}`.trimEnd();
      return `| \`${head}\` | ${description} | matter-file: @${word} |\n`.replaceAll(/\|(?! | ?$)/gm, '\\|');
    });
    const written = doc.replace(/(?:^\| `@.*\n)+/m, rows.join(''));
    if (process.env['MATTER_UPDATE'] === '1') writeFileSync(path, written);
    else assert.equal(doc, written);
  });

  it('is documented row by row', () => {
    const doc = readFileSync('media/docs/matter-file.md', 'utf8');
    const documented = [...doc.matchAll(/\| matter-file: (.+?) \|$/gm)].map(([, name]) => name);
    const tests = [...Object.keys(rows), ...Object.keys(given).map((word) => `@${word}`)];
    assert.deepEqual(documented.toSorted(), tests.toSorted());
  });
});
