import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { importCurl } from '../../../../src/core/import/curlToMatter.ts';
import { importHttp } from '../../../../src/core/import/importHttp.ts';
import { bodyToSend } from '../../../../src/core/syntax/bodyToSend.ts';
import { parseMatter } from '../../../../src/core/syntax/parse.ts';
import { cases } from '../../../support/security/cases.ts';
import { matterText } from '../../../support/generators/matterText.ts';

const corpus = 'test/unit/core/import/corpus';

interface Expected {
  readonly requests: readonly object[];
  /** A part of each note, in order. */
  readonly notes?: readonly string[];
  readonly variables?: readonly (readonly [string, string])[];
  readonly saves?: readonly string[];
}

/** What the imported file sends, as the expectation files write it. */
function meaning(text: string): readonly object[] {
  return parseMatter(text).requests.map((request) => {
    const body = bodyToSend(request);
    const directives = request.directives.map(({ word, argument }) => [word, argument]);
    return {
      method: request.method,
      url: request.url,
      headers: request.headers.map(({ name, value }) => [name, value]),
      ...(body === undefined ? {} : { body }),
      ...(request.name === undefined ? {} : { name: request.name }),
      ...(directives.length === 0 ? {} : { directives }),
    };
  });
}

describe('importHttp', () => {
  const names = readdirSync(corpus).filter((file) => file.endsWith('.http'));

  it('has a corpus of 40 files or more', () => {
    assert.ok(names.length >= 40);
  });

  for (const name of names) {
    it(`carries over ${name}`, () => {
      const source = readFileSync(`${corpus}/${name}`, 'utf8');
      const expected = JSON.parse(readFileSync(`${corpus}/${name.replace('.http', '.json')}`, 'utf8')) as Expected;
      const { text, notes } = importHttp(source);
      assert.deepEqual(meaning(text), expected.requests, text);
      assert.deepEqual(
        notes.map(({ message }, index) => message.includes(expected.notes?.[index] ?? '-') || message),
        (expected.notes ?? []).map(() => true),
      );
      const { variables, requests } = parseMatter(text);
      if (expected.variables !== undefined)
        assert.deepEqual(
          variables.map((variable) => [variable.name, variable.value]),
          expected.variables,
        );
      if (expected.saves !== undefined)
        assert.deepEqual(
          requests.map(({ save }) => save?.text),
          expected.saves,
        );
    });
  }

  it('names the line of what it could not carry over', () => {
    assert.deepEqual(
      importHttp('GET https://h/\n\n###\n# @sleep 1\nGET https://h/').notes.map(({ line }) => line),
      [4],
    );
  });

  it('never fails, and what it writes is read without an error of the parser for scripts', () => {
    fc.assert(
      fc.property(matterText, (text) => {
        const { blocks } = parseMatter(importHttp(text).text);
        assert.ok(blocks.flatMap(({ problems }) => problems).every(({ code }) => code !== 'unsupported-protocol'));
      }),
      { numRuns: cases(500) },
    );
  });
});

describe('importCurl', () => {
  const commands: readonly (readonly [string, object])[] = [
    ['curl example.com', { method: 'GET', url: 'http://example.com', headers: [] }],
    ['$ curl -I https://h/', { method: 'HEAD', url: 'https://h/', headers: [] }],
    ['curl https://h/ -XDELETE', { method: 'DELETE', url: 'https://h/', headers: [] }],
    [
      "curl -G https://h/ -d a=1 --data-urlencode 'b=c d'",
      { method: 'GET', url: 'https://h/?a=1&b=c%20d', headers: [] },
    ],
    [
      'curl --json \'{"a":1}\' https://h/',
      {
        method: 'POST',
        url: 'https://h/',
        headers: [
          ['Accept', 'application/json'],
          ['Content-Type', 'application/json'],
        ],
        body: '{"a":1}',
      },
    ],
    [
      'curl -u sbx_user:sbx_pass https://h/',
      { method: 'GET', url: 'https://h/', headers: [['Authorization', 'Basic c2J4X3VzZXI6c2J4X3Bhc3M=']] },
    ],
    [
      "curl https://h/ -H $'X-A: it\\'s' -b 'a=b' -A agent -e https://from/",
      {
        method: 'GET',
        url: 'https://h/',
        headers: [
          ['X-A', "it's"],
          ['Cookie', 'a=b'],
          ['User-Agent', 'agent'],
          ['Referer', 'https://from/'],
        ],
      },
    ],
    [
      'curl "https://h/a b" \\\r\n --request=PATCH ^\n -H "X: \\"q\\"" --data @file.json',
      {
        method: 'PATCH',
        url: 'https://h/a%20b',
        headers: [
          ['X', '"q"'],
          ['Content-Type', 'application/x-www-form-urlencoded'],
        ],
        body: '< file.json',
      },
    ],
    [
      'curl -F a=b -F f=@dir/x.txt https://h/',
      {
        method: 'POST',
        url: 'https://h/',
        headers: [['Content-Type', 'multipart/form-data; boundary=boundary']],
        body: '--boundary\nContent-Disposition: form-data; name="a"\n\nb\n--boundary\nContent-Disposition: form-data; name="f"; filename="x.txt"\n\n< dir/x.txt\n--boundary--',
      },
    ],
  ];
  for (const [command, expected] of commands) {
    it(`reads ${JSON.stringify(command)}`, () => {
      const imported = importCurl(command);
      assert.ok(imported);
      const [request] = meaning(imported.text);
      const { name, ...rest } = request as { readonly name: string };
      assert.deepEqual(rest, expected, name);
    });
  }

  it('says which options it left out', () => {
    assert.deepEqual(
      importCurl('curl -s --insecure -k https://h/ -o out')?.notes.map(({ message }) => message),
      ['The option --insecure was left out.', 'The option -k was left out.', 'The option -o was left out.'],
    );
  });

  it('is undefined for anything else', () => {
    for (const text of ['', 'GET https://h/', 'curl', 'curl -s', 'wget https://h/'])
      assert.equal(importCurl(text), undefined);
  });
});
