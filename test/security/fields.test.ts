import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { RunHarness } from '../support/servers/runHarness.ts';
import { threat } from '../support/security/threats.ts';

// T05: what a response wrote stays inside its field, in whatever it is sent on.

threat('T05', 'Injection by a response: fields', () => {
  const harness = new RunHarness();
  const received: { headers: NodeJS.Dict<string | string[]>; body: string }[] = [];
  let value = '';
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.once('end', () => {
      if (request.url !== '/one') received.push({ headers: request.headers, body });
      response.end(JSON.stringify({ v: value }));
    });
  });
  let origin = '';
  before(async () => {
    await harness.start();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
    harness.stop();
  });

  const ways = ['{{one.response.body.$.v}}', '{{kept}}', '{{via}}'];
  /** Sends the value on, by a reference, a capture and a variable of the file: what came of each. */
  async function sent(v: string, text: string): Promise<readonly (typeof received)[number][]> {
    value = v;
    received.length = 0;
    for (const way of ways) {
      const file = `@via = {{one.response.body.$.v}}\n### one\n# @capture kept = body.$.v\nGET ${origin}/one\n### a\n# @depends one\n${text.replaceAll('VALUE', way)}`;
      await harness.create(file).send('a');
    }
    assert.equal(received.length, ways.length);
    return received;
  }
  async function refused(v: string, text: string): Promise<void> {
    await assert.rejects(sent(v, text), { code: 'invalid-request' });
    assert.equal(received.length, 0);
  }

  for (const v of ['a&admin=1', 'a=b', 'a&b=c&d', 'a b+c', '%26admin=1', 'a\r\nb=1', 'é&ü', '"', ';x=1'])
    it(`a form: ${JSON.stringify(v)}`, async () => {
      const text = `POST ${origin}/\nContent-Type: application/x-www-form-urlencoded\n\nfirst=1\n&v=VALUE\n&last=2`;
      for (const { body } of await sent(v, text))
        assert.deepEqual(
          [...new URLSearchParams(body)],
          [
            ['first', '1'],
            ['v', v],
            ['last', '2'],
          ],
        );
    });
  it('a form: what the file encodes is encoded once', async () => {
    const text = `POST ${origin}/\nContent-Type: application/x-www-form-urlencoded\n\nv={{%one.response.body.$.v}}&w=VALUE`;
    for (const { body } of await sent('a&b%', text))
      assert.deepEqual(
        [...new URLSearchParams(body)],
        [
          ['v', 'a&b%'],
          ['w', 'a&b%'],
        ],
      );
  });

  for (const v of [
    '</id><admin/><id>',
    '<!DOCTYPE x>',
    '&lt;x&gt; & "y"',
    ']]>',
    "x' y='1",
    '<![CDATA[x]]>',
    '--><x/><!--',
  ])
    for (const type of ['Content-Type: application/xml\n', 'Content-Type: application/soap+xml; charset=utf-8\n', ''])
      it(`XML ${type.trim()}: ${v}`, async () => {
        for (const { body } of await sent(v, `POST ${origin}/\n${type}\n<a><id x="VALUE">VALUE</id></a>`)) {
          assert.equal(body.match(/[<>]/g)?.length, 8, body);
          const inner = /<id x="([^"<]*)">([^<]*)<\/id>/.exec(body);
          assert.ok(inner !== null && inner[1] === inner[2], body);
        }
      });

  for (const v of [
    '1, "admin": true',
    '"x"}, {"admin": 1',
    '1] , [2',
    'true, "a": false',
    'abc',
    '}',
    '[1',
    '1 2',
    '',
    'NaN',
  ])
    it(`JSON, outside of strings: ${v}`, async () => {
      for (const { body } of await sent(
        v,
        `POST ${origin}/\nContent-Type: application/json\n\n{"v": VALUE, "w": [VALUE]}`,
      ))
        assert.deepEqual(JSON.parse(body), { v, w: [v] });
    });
  it('JSON, outside of strings: one value stays what it is', async () => {
    for (const v of ['1', '{"a": [1]}', 'null', '"x"'])
      for (const { body } of await sent(v, `POST ${origin}/\nContent-Type: application/json\n\n{"v": VALUE}`))
        assert.deepEqual(JSON.parse(body), { v: JSON.parse(v) as unknown });
  });

  const multipart = (boundary: string, content: string): string =>
    `POST ${origin}/\nContent-Type: multipart/form-data; boundary=${boundary}\n\n--B\nContent-Disposition: form-data; name="a"\n\n${content}\n--B\nContent-Disposition: form-data; name="last"\n\nend\n--B--\n`;
  for (const v of [
    'x\r\n--B\r\nContent-Disposition: form-data; name="admin"\r\n\r\n1',
    'x\n--B\nContent-Disposition: form-data; name="admin"\n\n1',
    '--B--',
    'x--B',
    '\r\n--B--\r\n',
    '--B\r\n',
  ])
    for (const boundary of ['B', '"B"'])
      it(`multipart, content, boundary=${boundary}: ${JSON.stringify(v)}`, () =>
        refused(v, multipart(boundary, 'VALUE')));
  for (const content of ['-VALUE', '--VALUE', 'x VALUE{{one.response.body.$.v}}'])
    it(`multipart, a boundary made of parts: ${content}`, () =>
      refused(content.startsWith('--') ? 'B' : content.startsWith('-') ? '-B' : '--B', multipart('B', content)));
  for (const v of [
    'x"; filename="evil.sh',
    'x\r\nContent-Type: text/html\r\n\r\n<script>',
    'a"\r\n\r\nb',
    'x\\"; name=y',
    'x; name=y',
  ])
    it(`multipart, a header of a part: ${JSON.stringify(v)}`, async () => {
      const text = multipart('B', 'x').replace('name="a"', 'name="VALUE"');
      for (const { body } of await sent(v, text)) {
        const [head = ''] = body.split('\r\n\r\n');
        assert.equal(head.split('\r\n').length, 2, body);
        assert.equal(head.match(/"/g)?.length, 2);
        assert.equal(head.match(/;/g)?.length, 1);
      }
    });
  it('multipart, a part of JSON', async () => {
    const content = '{"v": "VALUE"}';
    const text = multipart('B', content).replace('name="a"\n', 'name="a"\nContent-Type: application/json\n');
    for (const { body } of await sent('x", "admin": "1', text)) {
      const [, json = ''] = /\r\n\r\n(\{.*\})\r\n/.exec(body) ?? [];
      assert.deepEqual(JSON.parse(json), { v: 'x", "admin": "1' });
    }
  });
  it('multipart: lines of a value stay lines of its part', async () => {
    for (const { body } of await sent('one\r\ntwo', multipart('B', 'VALUE')))
      assert.equal(body.split('--B\r\n').length, 3);
  });

  for (const [line, v] of [
    ['Cookie: session=VALUE', 'x; admin=1'],
    ['Cookie: session=VALUE', 'x, admin=1'],
    ['Content-Disposition: attachment; filename="VALUE"', 'x"; y="z'],
    ['Forwarded: for=VALUE', '1;host=evil'],
    ['Prefer: wait=VALUE', '1\\'],
    ['X-A: VALUE', 'x\r\nX-Admin: 1'],
    ['X-A: a VALUE', 'x\nX-Admin: 1'],
  ] as const)
    it(`a header, ${line}: ${JSON.stringify(v)}`, () => refused(v, `GET ${origin}/\n${line}`));
  it('a header that is the value, and one beside other text without a parameter', async () => {
    for (const { headers } of await sent('Mon, 01 Jan 2024; x', `GET ${origin}/\nX-A: VALUE`))
      assert.equal(headers['x-a'], 'Mon, 01 Jan 2024; x');
    for (const { headers } of await sent('abc.def-1', `GET ${origin}/\nX-A: t VALUE;q=1`))
      assert.equal(headers['x-a'], 't abc.def-1;q=1');
  });
});
