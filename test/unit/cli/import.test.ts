import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runMatter } from '../../support/servers/runMatter.ts';

describe('matter import', () => {
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'matter-import-'));
  });

  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('prints the text, and the notes with line and column on standard error', async () => {
    const { code, out, err } = await runMatter(
      ['import', '-'],
      {},
      'curl https://h.example.test/a \\\n  -k -u sbx_u:sbx_p',
    );
    assert.equal(code, 0);
    assert.equal(out, `### GET /a\nGET https://h.example.test/a\nAuthorization: Basic ${btoa('sbx_u:sbx_p')}\n`);
    assert.match(err, /^standard input:2:3: warning: Certificates are always checked/m);
    assert.match(err, /information: .*holds a credential/);
    assert.ok(!err.includes('sbx_p'));
  });

  it('ends with 1 where a request could not be carried over', async () => {
    const file = join(folder, 'a.http');
    writeFileSync(file, 'WS wss://h.example.test/\n\n###\nGET https://h.example.test/a\n');
    const { code, out, err } = await runMatter(['import', '--http', file]);
    assert.equal(code, 1);
    assert.match(out, /^GET https:\/\/h\.example\.test\/a$/m);
    assert.ok(err.startsWith(`${file}:1:1: error: Only HTTP`), err);
  });

  it('makes a request of each operation of an API description', async () => {
    const file = join(folder, 'api.yaml');
    const paths =
      '\npaths:\n  /a:\n    get:\n      operationId: getA\n      responses:\n        "200": { description: ok }\n';
    writeFileSync(file, `openapi: 3.0.0\ninfo: { title: t, version: "1" }${paths}`);
    const { code, out } = await runMatter(['import', '--openapi', file]);
    assert.equal(code, 0);
    assert.match(out, /# @name getA\nGET \/a/);
  });

  it('refuses what is none of the formats, and wrong arguments', async () => {
    for (const args of [['import'], ['import', 'a', 'b'], ['import', '--curl', '--har', '-'], ['import', '--har', '-']])
      assert.equal((await runMatter(args, {}, 'GET /')).code, 2, args.join(' '));
  });
});
