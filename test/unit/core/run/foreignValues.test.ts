import assert from 'node:assert/strict';
import { RunHarness } from '../../../support/servers/runHarness.ts';

// T05: what a response says stays in its place. `one` is echoed, so its body is the value.

const reference = '{{one.response.body.$.body}}';

describe('values of responses, at a real server', () => {
  const harness = new RunHarness();
  before(() => harness.start());
  after(() => {
    harness.stop();
  });

  /** Sends `text` after `one`, whose answer holds `value`; `VALUE` stands for the reference to it. */
  async function send(value: string, text: string): Promise<{ readonly path: string; readonly body: string }> {
    const file = `### one\nPOST /one\nContent-Type: text/plain\n\n${value}\n\n### two\n${text.replaceAll('VALUE', reference)}\n`;
    const { response } = await harness.create(file).send('two');
    return JSON.parse(await response.body.text()) as { path: string; body: string };
  }

  const leaving = ['../../admin', 'a/b', '..', '.', '%2e%2e', 'a?all=1', 'a#b', 'a\\b', '../x?y#z', '/'];
  for (const value of leaving)
    it(`are refused in a path, and sent encoded: ${value}`, async () => {
      const { length } = harness.seen;
      const refused = send(value, 'GET /v1/jobs/VALUE/result');
      await assert.rejects(refused, { code: 'invalid-request', message: /8:5: .*add to the address.*\{\{%name\}\}/ });
      assert.deepEqual(harness.seen.slice(length), ['POST /one']);
      if (/^\.+$/.test(value)) return; // no encoding makes a name of these
      const { path } = await send(value, `GET /v1/jobs/${reference.replace('{{', '{{%')}/result`);
      assert.equal(decodeURIComponent(path), `/v1/jobs/${value}/result`);
    });

  it('are refused where they add to a query', async () => {
    for (const value of ['1&admin=1', 'x#y'])
      await assert.rejects(send(value, 'GET /v1?id=VALUE&own=1'), /add to the address/);
    assert.equal((await send('a/b?c', 'GET /v1?id=VALUE&own=1')).path, '/v1?id=a/b?c&own=1');
  });

  it('may be a whole link, a whole path, or a whole query', async () => {
    assert.equal((await send(`${harness.origin}/next?page=2&x=1`, 'GET VALUE')).path, '/next?page=2&x=1');
    assert.equal((await send('/next/a?page=2', `GET ${harness.origin}VALUE`)).path, '/next/a?page=2');
    assert.equal((await send('/next/a?page=2', 'GET VALUE')).path, '/next/a?page=2');
    assert.equal((await send('a=1&b=2', 'GET /v1?VALUE')).path, '/v1?a=1&b=2');
  });

  const json = 'POST /v1\nContent-Type: application/json\n\n';

  it('end no string of a JSON body', async () => {
    const values = ['7", "role": "admin', '\\', '\\"', 'a"b', '{"a": 1}'];
    for (const value of values) {
      const { body } = await send(value, `${json}{"id": "VALUE", "list": ["x\\\\", "VALUE", "a\\"VALUE"]}`);
      const sent = Buffer.from(body, 'latin1').toString('utf8');
      assert.deepEqual(JSON.parse(sent), { id: value, list: ['x\\', value, `a"${value}`] });
    }
  });

  it('are JSON of their own outside of strings, and as they are in other bodies', async () => {
    assert.equal(
      (await send('{"a": "b"}', `${json}{"v": VALUE, "w": "VALUE"}`)).body,
      '{"v": {"a": "b"}, "w": "{\\"a\\": \\"b\\"}"}',
    );
    assert.equal((await send('a"b', 'POST /v1\n\n["VALUE"]')).body, '["a\\"b"]');
    assert.equal((await send('a"b', 'POST /v1\nContent-Type: text/csv\n\n"VALUE"')).body, '"a"b"');
  });
});
