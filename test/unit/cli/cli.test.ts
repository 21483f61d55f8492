import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandboxServer } from '../../../src/node/sandboxServer.ts';
import { runMatter as matter } from '../../support/servers/runMatter.ts';

describe('matter', () => {
  const dir = mkdtempSync(join(tmpdir(), 'matter-cli-'));
  const file = (text: string): string => {
    const path = join(dir, 'a.matter');
    writeFileSync(path, text);
    return path;
  };
  after(() => {
    rmSync(dir, { recursive: true });
  });

  it('runs the sample against a sandbox to a finished analysis', async () => {
    const { code, out, err } = await matter(['run', '--sandbox', '--show-body', 'media/sample/analysis.matter']);
    assert.equal(code, 0, err);
    assert.match(out, /✓ result: 200 OK/);
    assert.match(out, /"sample_data": true/);
  });

  it('signs in with the environment, and shows neither secret nor token', async () => {
    const server = await startSandboxServer({ readyAfterMs: 0 });
    try {
      const env = { MATTER_CLIENT_ID: server.clientId, MATTER_CLIENT_SECRET: server.clientSecret.reveal() };
      const good = await matter(['run', '--origin', server.origin, '--show-body', 'media/sample/analysis.matter'], env);
      assert.equal(good.code, 0, good.err);
      const refused = await matter(['run', '--origin', server.origin, 'media/sample/analysis.matter'], {
        ...env,
        MATTER_CLIENT_SECRET: 'sbx_secret_wrong_1',
      });
      assert.equal(refused.code, 3);
      for (const { out, err } of [good, refused]) assert.doesNotMatch(out + err, /sbx_secret_|sbx_token_/);
    } finally {
      await server.stop();
    }
  });

  it('exits 1 when a request fails, and goes on to the others', async () => {
    const { code, out } = await matter(['run', '--sandbox', file('### a\nGET /nope\n### b\nGET /nope\n')]);
    assert.equal(code, 1);
    assert.match(out, /2 requests sent, 2 failed/);
  });

  const usage: readonly (readonly string[])[] = [
    ['nope'],
    ['run'],
    ['run', '--bogus', 'x'],
    ['run', 'none.matter'],
    ['run', '--sandbox', '--origin', 'https://x', 'a'],
    ['sandbox', '--port', 'x'],
  ];
  for (const args of usage) {
    it(`exits 2 and says the way out: matter ${args.join(' ')}`, async () => {
      const { code, err } = await matter(args);
      assert.equal(code, 2);
      assert.match(err, /^matter: .+\n$/);
    });
  }

  it('names file, line and column of what is wrong, and goes on', async () => {
    const path = file('### a\nGET /{{x}}\n### b\nGET /auth/v1/token\n');
    const { code, out } = await matter(['run', '--sandbox', path]);
    assert.equal(code, 2);
    assert.ok(out.includes(`✗ a: ${path}:2:6: {{x}} has no value.`), out);
    assert.match(out, /✗ b: 405/);
  });

  it('takes no secret as an argument and does not repeat one', async () => {
    const { code, err } = await matter(['run', '--client-secret=sbx_secret_pasted', 'a.matter']);
    assert.equal(code, 2);
    assert.ok(!err.includes('pasted'));
  });

  it('exits 3 without credentials and 4 without a server', async () => {
    const path = file('### a\nGET /x\n');
    const signedOut = { MATTER_CLIENT_ID: '', MATTER_CLIENT_SECRET: '' };
    assert.equal((await matter(['run', path], signedOut)).code, 3);
    assert.equal((await matter(['run', file('### a\nGET http://127.0.0.1:1/\n')], signedOut)).code, 4);
  });

  it('lints: a line for each problem, 1 where there is an error', async () => {
    const path = file(
      '@a = 1\nGET https://h/{{b}}\n\n###\nPOST https://h/\nContent-Type: application/json\n\n{"a": }\n',
    );
    const { code, out } = await matter(['lint', path]);
    assert.equal(code, 1);
    assert.match(out, new RegExp(`^${path}:2:17: error: .+\\(unresolved\\)\n${path}:8:7: error: .+\\(body\\)\n$`));
    const json = await matter(['lint', '--json', path]);
    const findings = JSON.parse(json.out) as readonly { readonly line: number; readonly code: string }[];
    assert.deepEqual(
      findings.map(({ line, code: found }) => [line, found]),
      [
        [2, 'unresolved'],
        [8, 'body'],
      ],
    );
    assert.equal((await matter(['lint', 'media/sample/analysis.matter'])).code, 0);
  });

  it('formats in place, or only checks', async () => {
    const path = file('GET   https://h/\nA:b\n');
    assert.equal((await matter(['format', '--check', path])).code, 1);
    assert.equal(readFileSync(path, 'utf8'), 'GET   https://h/\nA:b\n');
    assert.equal((await matter(['format', path])).code, 0);
    assert.equal(readFileSync(path, 'utf8'), 'GET https://h/\nA: b\n');
    assert.equal((await matter(['format', '--check', path])).code, 0);
  });

  it('leaves a file alone that is not UTF-8', async () => {
    const path = file('');
    writeFileSync(path, Uint8Array.of(0x47, 0xff, 0x0a));
    const { code, err } = await matter(['format', path]);
    assert.equal(code, 2);
    assert.match(err, /is not UTF-8/);
    assert.deepEqual([...readFileSync(path)], [0x47, 0xff, 0x0a]);
  });

  it('runs folders by tag and environment, in parallel, and writes reports', async () => {
    const folder = join(dir, 'folder');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'http-client.env.json'), '{"dev": {"path": "auth/v1/token"}}');
    const request =
      '### one\n# @tag smoke\n# @assert status == 405\nGET /{{path}}\n### two\n# @tag other\nGET /{{path}}\n';
    for (const name of ['a.matter', 'b.matter']) writeFileSync(join(folder, name), request);
    const [json, junit] = [join(dir, 'r.json'), join(dir, 'r.xml')];
    const args = ['--env', 'dev', '--tag', 'smoke', '--parallel', '4', '--json', json, '--junit', junit];
    const { code, out } = await matter(['run', '--sandbox', ...args, folder]);
    assert.equal(code, 0, out);
    assert.match(out, /2 requests sent, 0 failed/);
    const report = JSON.parse(readFileSync(json, 'utf8')) as { readonly version: number; readonly summary: object };
    assert.deepEqual([report.version, report.summary], [1, { passed: 2, failed: 0, errors: 0, skipped: 0 }]);
    assert.match(
      readFileSync(junit, 'utf8'),
      /<testsuite name="[^"]+a\.matter" time="[\d.]+" tests="1" failures="0" errors="0" skipped="0">/,
    );
    const unknown = await matter(['run', '--sandbox', '--env', 'prod', folder]);
    assert.equal(unknown.code, 2);
    assert.match(unknown.err, /There is no environment "prod".*There are: dev\./);
  });

  it('calls no two requests the same in lines and reports, keeps queries out, and sends one by what it is called', async () => {
    const path = file('### twice\nGET /a\n### twice\nGET /b\n###\nGET /c?token=of-nobodys-business\n');
    const json = join(dir, 'names.json');
    const { out } = await matter(['run', '--sandbox', '--json', json, path]);
    for (const name of ['twice', 'twice#2', 'GET /c']) assert.ok(out.includes(`✗ ${name}: 404`), out);
    const report = JSON.parse(readFileSync(json, 'utf8')) as {
      readonly files: readonly { readonly requests: readonly { readonly name: string }[] }[];
    };
    const names = report.files.flatMap(({ requests }) => requests.map(({ name }) => name));
    assert.deepEqual(names, ['twice', 'twice#2', 'GET /c']);
    assert.doesNotMatch(out + readFileSync(json, 'utf8'), /nobodys-business/);
    for (const name of names) {
      const one = await matter(['run', '--sandbox', '--name', name, path]);
      assert.match(one.out, /1 requests sent/, name);
      assert.ok(one.out.includes(`✗ ${name}: 404`), one.out);
    }
  });

  it('says what was expected and what was there, and skips what depends on it', async () => {
    const path = file(
      '### a\n# @name a\n# @assert status == 200\nGET /nope\n### b\n# @depends a\nGET /auth/v1/token\n### c\nGET /nope\n',
    );
    const { code, out } = await matter(['run', '--sandbox', path], { GITHUB_ACTIONS: 'true' });
    assert.equal(code, 1);
    assert.match(out, /✗ a: 404.*\n {6}expected status == 200, was 404\n/);
    assert.match(out, /- b: .*"a" failed with status 404, and this request needs it/);
    assert.match(out, /^::error file=.*,line=4::a: expected status == 200/m);
    const bail = await matter(['run', '--sandbox', '--bail', path]);
    assert.match(bail.out, /- c: The run had ended before/);
  });

  it('asks for what it cannot ask for', async () => {
    const path = file('### a\n# @prompt who\n# @note sure?\nGET /{{who}}\n');
    assert.match((await matter(['run', '--sandbox', '--yes', path])).out, /Give it with --var who=…/);
    assert.match((await matter(['run', '--sandbox', '--var', 'who=x', path])).out, /Confirm with --yes/);
    assert.match((await matter(['run', '--sandbox', '--yes', '--var', 'who=x', path])).out, /a: 404/);
  });
});
