import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { writePortfolios } from '../support/generators/portfolios.ts';
import { run as runProgram } from '../support/servers/childProcess.ts';
import { startCountingSandbox } from '../support/servers/countingSandbox.ts';
import { startRecordingServer } from '../support/servers/recordingServer.ts';
import { runMatter, type MatterResult } from '../support/servers/runMatter.ts';

// However the command line ends: its exit code, its reports, its lock and its temporary files are right.

const matter = `${process.execPath} ${resolve('dist/matter.js')}`;
const isLinux = process.platform === 'linux';

interface Report {
  readonly files: readonly { readonly requests: readonly { readonly outcome: string; readonly name: string }[] }[];
  readonly summary: Readonly<Record<string, number>>;
}

describe('endings of the command line', function () {
  const dir = mkdtempSync(join(tmpdir(), 'matter-endings-'));
  const path = (name: string): string => join(dir, name);
  let server: Awaited<ReturnType<typeof startRecordingServer>>;
  let origin = '';
  before(async () => {
    server = await startRecordingServer(({ path: asked }) =>
      asked.includes('hang')
        ? new Promise(() => undefined)
        : { status: asked === '/bad' ? 500 : 200, body: 'body of it' },
    );
    ({ origin } = server);
    const request = (name: string, at: string): string => `### ${name}\n# @tag t-${name}\nGET ${origin}${at}\n`;
    writeFileSync(path('good.matter'), request('one', '/') + request('two', '/'));
    writeFileSync(path('bad.matter'), request('one', '/') + request('two', '/bad') + request('three', '/'));
    writeFileSync(path('hang.matter'), request('one', '/') + request('two', '/hang') + request('three', '/'));
    writeFileSync(path('wrong.matter'), 'GET\n');
    writeFileSync(path('good.csv'), 'ISIN,Weight\nUS0378331005,1\n');
    writeFileSync(path('wrong.csv'), 'ISIN,Weight\nUS0378331006,1\nnothing,2\n');
  });
  after(async () => {
    await server.stop();
    rmSync(dir, { recursive: true });
  });

  const shell = (line: string): Promise<MatterResult> =>
    runProgram('bash', ['-c', line], { cwd: dir, env: { TMPDIR: dir } });
  const reportAt = (name: string): Report => JSON.parse(readFileSync(path(name), 'utf8')) as Report;
  const outcomes = (name: string): readonly string[] =>
    reportAt(name).files.flatMap(({ requests }) => requests.map(({ outcome }) => outcome));

  const sinks: Readonly<Record<string, string>> = {
    ...(isLinux
      ? {
          'standard output on a full device': '> /dev/full',
          'standard error on a full device': '2> /dev/full',
          'both on a full device': '> /dev/full 2>&1',
        }
      : {}),
    'standard output closed': '>&-',
    'standard error closed': '2>&-',
    'both closed': '>&- 2>&-',
    'a reader that left': '| true',
    'a reader that leaves': '| head -1',
    'a reader of standard error that left': '2>&1 >/dev/null | true',
  };
  const commands: readonly (readonly [line: string, code: number])[] = [
    ['run --show-body good.matter', 0],
    ['run --show-body bad.matter', 1],
    ['run nothing.matter', 2],
    ['check good.csv', 0],
    ['check wrong.csv', 1],
    ['lint good.matter', 0],
    ['lint wrong.matter', 1],
    ['format --check good.matter', 1],
    ['--help', 0],
    ['nonsense', 2],
  ];
  for (const [sink, redirection] of Object.entries(sinks))
    it(`${sink}: the exit code of the run`, async () => {
      for (const [line, expected] of commands) {
        const { out } = await shell(
          `( ${matter} ${line}; echo $? > ${path('code')} ) ${redirection}; cat ${path('code')}`,
        );
        assert.equal(out.trim().split('\n').at(-1), String(expected), line);
      }
    });
  for (const [sink, redirection] of Object.entries(sinks))
    it(`${sink}: the reports are written`, async () => {
      await shell(`( ${matter} run --show-body --json r.json --junit r.xml bad.matter ) ${redirection}`);
      assert.deepEqual(outcomes('r.json'), ['passed', 'failed', 'passed']);
      assert.match(readFileSync(path('r.xml'), 'utf8'), /failures="1"[^]*<\/testsuites>\s*$/);
      rmSync(path('r.json'));
    });

  it('a batch goes on where nobody reads what it says, and releases its lock', async () => {
    const sandbox = await startCountingSandbox(50);
    writePortfolios(path('in'), 12, 2);
    try {
      const redirections = isLinux
        ? ['2>&1 >/dev/null | true', '2> /dev/full', '> /dev/full']
        : ['2>&1 >/dev/null | true'];
      for (const [at, redirection] of redirections.entries()) {
        const login = Object.entries(sandbox.env).map(([name, value]) => `${name}=${value}`);
        const line = `${login.join(' ')} ${matter} analyse in --out out-${at} --origin ${sandbox.origin}`;
        await shell(`( ${line}; echo $? > code ) ${redirection}`);
        assert.equal(readFileSync(path('code'), 'utf8'), '0\n', redirection);
        assert.equal(readdirSync(path(`out-${at}`)).filter((name) => /^(?!summary).*\.json$/.test(name)).length, 12);
        assert.deepEqual(
          readdirSync(path(`out-${at}`)).filter((name) => name.includes('.lock')),
          [],
        );
      }
      assert.equal(sandbox.made.size, 36);
    } finally {
      await sandbox.stop();
    }
  });

  /** A run whose second request hangs, at that moment. */
  async function hanging(...more: readonly string[]): Promise<ChildProcess> {
    const { length } = server.seen;
    const args = [
      'dist/matter.js',
      'run',
      '--json',
      path('h.json'),
      '--junit',
      path('h.xml'),
      ...more,
      path('hang.matter'),
    ];
    const child = spawn(process.execPath, args, { env: { ...process.env, TMPDIR: dir }, stdio: 'ignore' });
    while (server.seen.length < length + 2) await delay(5);
    await delay(50);
    return child;
  }

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    it(`${signal}: reports of what was done, nothing green, nothing left`, async () => {
      const child = await hanging();
      child.kill(signal);
      assert.deepEqual(await once(child, 'close'), [130, null]);
      assert.deepEqual(outcomes('h.json'), ['passed', 'error', 'error']);
      assert.match(readFileSync(path('h.xml'), 'utf8'), /tests="3" failures="0" errors="2" skipped="0"/);
      assert.deepEqual(
        readdirSync(dir).filter((name) => name.startsWith('.matter-')),
        [],
      );
    });

  it('SIGKILL: no report is green, nor that of an earlier run', async () => {
    writeFileSync(path('h.json'), 'of an earlier run');
    const child = await hanging();
    child.kill('SIGKILL');
    await once(child, 'close');
    assert.deepEqual(outcomes('h.json'), ['error', 'error', 'error']);
    assert.match(readFileSync(path('h.xml'), 'utf8'), /errors="3"/);
  });

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    it(`${signal}: a batch writes its summary and releases its lock`, async () => {
      const sandbox = await startCountingSandbox(3000);
      writePortfolios(path('in'), 12, 2);
      const out = path(`out-${signal}`);
      try {
        const args = ['dist/matter.js', 'analyse', path('in'), '--out', out, '--origin', sandbox.origin];
        const child = spawn(process.execPath, args, { env: { ...process.env, ...sandbox.env }, stdio: 'ignore' });
        while (sandbox.made.size < 3) await delay(5);
        child.kill(signal);
        assert.deepEqual(await once(child, 'close'), [130, null]);
        assert.ok(readFileSync(join(out, 'summary.csv'), 'utf8').split('\n').length > 12);
        assert.deepEqual(
          readdirSync(out).filter((name) => /\.lock|\.tmp/.test(name)),
          [],
        );
        const resumed = await runMatter(
          ['analyse', path('in'), '--out', out, '--origin', sandbox.origin, '--resume'],
          sandbox.env,
        );
        assert.equal(resumed.code, 0, resumed.err);
        assert.ok([...sandbox.made.values()].every((sent) => sent.length === 1));
        assert.equal(sandbox.made.size, 12);
      } finally {
        await sandbox.stop();
      }
    });

  it('a report that cannot be written is said before anything is sent', async () => {
    const { length } = server.seen;
    mkdirSync(path('folder.json'));
    const { code, err } = await runMatter([
      'run',
      '--json',
      path('folder.json'),
      '--junit',
      path('f.xml'),
      path('good.matter'),
    ]);
    assert.equal(code, 2);
    assert.match(err, /cannot be written/);
    assert.equal(server.seen.length, length);
    assert.match(readFileSync(path('f.xml'), 'utf8'), /errors="2"/);
  });

  it('an error of a later file leaves the report of the earlier one', async () => {
    mkdirSync(path('sub'), { recursive: true });
    writeFileSync(path('sub/z.matter'), `GET ${origin}/\n`);
    writeFileSync(path('http-client.env.json'), '{"dev": {}}');
    writeFileSync(path('sub/http-client.env.json'), '{"prod": {}}');
    const { code } = await runMatter([
      'run',
      '--env',
      'dev',
      '--json',
      path('e.json'),
      path('good.matter'),
      path('sub/z.matter'),
    ]);
    assert.equal(code, 2);
    assert.deepEqual(outcomes('e.json'), ['passed', 'passed', 'error']);
  });

  /** Code that comes before ours, as a bug of ours or of Node would. */
  function withCode(name: string, code: string): Record<string, string> {
    writeFileSync(path(name), code);
    return { NODE_OPTIONS: `--import ${pathToFileURL(path(name)).href}` };
  }

  it('a crash of ours: reports of what was done, exit code 2, nothing left', async () => {
    const { length } = server.seen;
    const crash = withCode('crash.mjs', 'setTimeout(() => { throw new Error("sbx_crash"); }, 1500).unref();');
    const args = ['run', '--json', path('c.json'), '--junit', path('c.xml'), path('hang.matter')];
    const { code, err } = await runMatter(args, { ...crash, TMPDIR: dir });
    assert.equal(server.seen.length, length + 2);
    assert.equal(code, 2);
    assert.match(err, /this is a bug: Error: sbx_crash/);
    assert.deepEqual(outcomes('c.json'), ['passed', 'error', 'error']);
    assert.deepEqual(
      readdirSync(dir).filter((name) => name.startsWith('.matter-')),
      [],
    );
  });

  it('what never comes to an end is no success', async () => {
    const never = withCode(
      'never.mjs',
      `import http from 'node:http';
       import { EventEmitter } from 'node:events';
       import { syncBuiltinESMExports } from 'node:module';
       const wait = globalThis.setTimeout;
       globalThis.setTimeout = (...all) => wait(...all).unref();
       http.request = () => Object.assign(new EventEmitter(), { setTimeout() {}, end() {}, destroy() {} });
       syncBuiltinESMExports();`,
    );
    const { code, err } = await runMatter(['run', '--json', path('n.json'), path('good.matter')], never);
    assert.equal(code, 2, err);
    assert.match(err, /came to a halt before its end/);
    assert.deepEqual(outcomes('n.json'), ['error', 'error']);
  });

  it('20,000 requests in one file, with an error in each', async () => {
    writeFileSync(path('many.matter'), '### a\nGET /{{nothing}}\n'.repeat(20_000));
    const { code, err } = await runMatter(['run', '--quiet', '--json', path('m.json'), path('many.matter')]);
    assert.equal(code, 2, err);
    assert.equal(reportAt('m.json').summary['errors'], 20_000);
  });
});
