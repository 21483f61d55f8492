import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { importHar } from '../../../../src/core/import/importHar.ts';
import { importPostman } from '../../../../src/core/import/importPostman.ts';
import { guessFormat } from '../../../../src/core/import/guessFormat.ts';
import type { Recorded } from '../../../support/import/recordCurl.ts';
import { comparable } from '../../../support/import/sameRequest.ts';
import { sentBy, type SentRequest } from '../../../support/import/sentBy.ts';

const folder = 'test/unit/core/import/postman';
/** What newman sent for each collection, recorded with its package: test/support/import/recordNewman.cjs. */
const golden = JSON.parse(readFileSync(`${folder}/sent.txt`, 'utf8')) as Readonly<Record<string, readonly Recorded[]>>;

/** Names of headers in lower case and sorted: newman writes its own ones at other places. */
function shown(request: Recorded | SentRequest): object {
  const read = comparable(request) as {
    readonly headers: readonly (readonly [string, string])[];
    readonly body: string;
  };
  const headers = read.headers
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return { ...read, headers, body: shownBody(read.body) };
}

function shownBody(body: string): unknown {
  if (body.startsWith('{"query"')) return JSON.parse(body) as unknown;
  return body.replace(/--(?:\r\n)?$/, '--');
}

describe('importPostman against newman', () => {
  for (const [name, requests] of Object.entries(golden)) {
    it(`sends what newman sends for ${name}`, async () => {
      const source = readFileSync(`${folder}/${name}`, 'utf8');
      assert.equal(guessFormat(source), 'postman');
      const imported = importPostman(source);
      assert.ok(imported);
      const sent = await sentBy(imported.text);
      assert.deepEqual(sent.map(shown), requests.map(shown), imported.text);
      assert.ok(imported.notes.every(({ severity }) => severity === 'information'));
    });
  }

  it('has a collection for each recording', () => {
    assert.equal(readdirSync(folder).filter((name) => name.endsWith('.json')).length, Object.keys(golden).length);
  });

  it('takes the values of an environment, and asks for its secrets', () => {
    const collection = {
      item: [
        { name: 'a', request: { method: 'GET', url: '{{base}}/a', header: [{ key: 'X-Key', value: '{{my key}}' }] } },
      ],
    };
    const values = [
      { key: 'base', value: 'https://h.example.test' },
      { key: 'my key', value: 'sbx_k', type: 'secret' },
    ];
    const { text = '' } = importPostman(JSON.stringify(collection), JSON.stringify({ values })) ?? {};
    assert.equal(
      text,
      '@base = https://h.example.test\n\n### a\n# @secret-prompt my_key\nGET {{base}}/a\nX-Key: {{my_key}}\n',
    );
  });

  it('says what it leaves out', () => {
    const event = [{ listen: 'test', script: { exec: ['pm.test("x")'] } }];
    const auth = { type: 'oauth1', oauth1: [] };
    const item = [
      { name: 'a', event, request: { method: 'GET', url: 'http://h/{{$randomColor}}', auth } },
      { name: 'b', request: {} },
    ];
    const notes = importPostman(JSON.stringify({ item }, undefined, 1))?.notes ?? [];
    assert.deepEqual(
      notes.map(({ severity, message }) => [severity, message.slice(0, 24)]),
      [
        ['warning', 'The test script of "a" i'],
        ['warning', 'The authorization "oauth'],
        ['warning', '{{$randomColor}} has no '],
        ['error', 'The request "b" has no U'],
      ],
    );
    assert.equal(importPostman('{}'), undefined);
    assert.equal(importPostman('GET /'), undefined);
  });
});

describe('importHar', () => {
  it('sends what the browser sent', async () => {
    const entries = [
      {
        request: {
          method: 'GET',
          url: 'https://h.example.test/a?x=%20',
          headers: [
            { name: ':authority', value: 'h' },
            { name: 'accept', value: '*/*' },
            { name: 'X-É', value: '' },
          ],
        },
      },
      {
        request: {
          method: 'POST',
          url: 'https://h.example.test/b',
          headers: [
            { name: 'Content-Type', value: 'text/plain' },
            { name: 'Content-Length', value: '5' },
          ],
          postData: { mimeType: 'text/plain', text: '### a\n{{b}}' },
        },
      },
      {
        request: {
          method: 'POST',
          url: 'https://h.example.test/c',
          headers: [],
          postData: { mimeType: 'application/x-www-form-urlencoded', params: [{ name: 'a b', value: '1&2' }] },
        },
      },
      {
        request: {
          method: 'POST',
          url: 'https://h.example.test/d',
          headers: [],
          postData: { mimeType: 'application/octet-stream', text: 'AP8=', encoding: 'base64' },
        },
      },
      { request: { method: 'GET', url: 'wss://h.example.test/e', headers: [] } },
    ];
    const source = JSON.stringify({ log: { version: '1.2', entries } });
    assert.equal(guessFormat(source), 'har');
    const imported = importHar(source);
    assert.ok(imported);
    const sent = await sentBy(imported.text);
    assert.deepEqual(sent, [
      { method: 'GET', url: 'https://h.example.test/a?x=%20', headers: [['accept', '*/*']], body: '' },
      {
        method: 'POST',
        url: 'https://h.example.test/b',
        headers: [['Content-Type', 'text/plain']],
        body: '### a\n{{b}}',
      },
      {
        method: 'POST',
        url: 'https://h.example.test/c',
        headers: [['Content-Type', 'application/x-www-form-urlencoded']],
        body: 'a%20b=1%262',
      },
      {
        method: 'POST',
        url: 'https://h.example.test/d',
        headers: [['Content-Type', 'application/octet-stream']],
        body: '\0\u00ff',
      },
    ]);
    assert.deepEqual(
      imported.notes.map(({ severity, column }) => [severity, column > 1]),
      [['error', true]],
    );
    assert.equal(importHar('{"log":1}'), undefined);
  });
});
