import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RunHarness } from '../../../support/servers/runHarness.ts';

describe('bodies, at a real server', () => {
  const harness = new RunHarness();
  before(() => harness.start());
  after(() => {
    harness.stop();
  });

  const kinds: readonly (readonly [name: string, text: string, body: string])[] = [
    ['none', 'GET /', ''],
    ['text as it is written', 'POST /\nContent-Type: text/csv\n\n# a,b\n1,2', '# a,b\n1,2'],
    ['text with values', '@v = 1\nPOST /\n\na{{v}}', 'a1'],
    [
      'JSON without its comments',
      'POST /\nContent-Type: application/json\n\n{\n  // no\n  "a": 1\n}',
      '{\n  "a": 1\n}',
    ],
    ['a form, in one line', 'POST /\nContent-Type: application/x-www-form-urlencoded\n\na=1\n  &b=2', 'a=1&b=2'],
    ['a file', 'POST /\n\n< ./body.txt', 'x{{v}}'],
    ['a file with values', '@v = 1\nPOST /\n\n<@ body.txt', 'x1'],
    ['a file byte by byte', 'POST /\n\n< bytes.bin', '\0\xff\r\n'],
    ['text and files in turn', '@v = 1\nPOST /\n\nbefore\n< bytes.bin\nafter {{v}}', 'before\n\0\xff\r\n\nafter 1'],
    ['a body of a GET', 'GET /\n\nx', 'x'],
    [
      'several parts with CRLF and the bytes of their files',
      'POST /\nContent-Type: multipart/form-data; boundary=b\n\n--b\nContent-Disposition: form-data; name="f"\n\n< bytes.bin\n--b--',
      '--b\r\nContent-Disposition: form-data; name="f"\r\n\r\n\0\xff\r\n\r\n--b--\r\n',
    ],
  ];
  for (const [name, text, expected] of kinds)
    it(`are ${name}`, async () => {
      const { body, headers } = await harness.echoOf(text);
      assert.equal(body, expected);
      assert.equal(headers['content-length'], expected === '' ? undefined : String(expected.length));
      assert.equal(headers['transfer-encoding'], undefined);
    });

  it('of large files are streamed, their length known, and can be sent again', async () => {
    writeFileSync(join(harness.dir, 'requests', 'large.bin'), 'x'.repeat(5_000_000));
    const { body, headers } = await harness.echoOf('POST /redirect/307?to=/b\n\n< large.bin');
    assert.deepEqual([body.length, headers['content-length']], [5_000_000, '5000000']);
  });

  for (const path of [
    '../outside.txt',
    'link.txt',
    '/etc/passwd',
    'none.txt',
    '.',
    '.env',
    '.git/config',
    'C:/x',
    '..\\outside.txt',
    'a\0b',
  ])
    it(`do not come from ${JSON.stringify(path)}`, async () => {
      const count = harness.seen.length;
      await assert.rejects(harness.echoOf(`POST /\n\n< ${path}`), {
        code: 'file',
        message: /^\d+:\d+: The file .* Nothing was sent\.$/,
      });
      assert.equal(harness.seen.length, count);
    });

  it('of responses are saved, never over another file unless asked to', async () => {
    const save = async (line: string): Promise<string> =>
      (await harness.create(`### a\nGET /\n\n${line}`).send('a')).savedTo ?? '';
    assert.match(await save('>> out.json'), /out\.json$/);
    assert.match(await save('>> out.json'), /out-1\.json$/);
    assert.match(await save('>>! out.json'), /out\.json$/);
    assert.match(readFileSync(join(harness.dir, 'requests', 'out-1.json'), 'utf8'), /"method":"GET"/);
    await assert.rejects(save('>> ../out.json'), { code: 'file' });
  });
});
