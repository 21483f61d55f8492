import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { portfolioCsv } from '../support/generators/portfolios.ts';
import { runMatter } from '../support/servers/runMatter.ts';
import { startRawServer } from '../support/servers/rawServer.ts';
import { threat } from '../support/security/threats.ts';

// T24: every user of a computer sees the arguments of its processes, and CI servers log them.

const secret = 'sbx_secret_pasted_4711';
const isLinux = process.platform === 'linux';

/** Arguments of the process, its environment as the system shows it, and those of what it started. */
function shownOf(pid: number): { readonly argumentList: string; readonly environment: string } {
  const read = (name: string): string =>
    processesBelow(pid)
      .map((one) => readFileSync(`/proc/${one}/${name}`, 'utf8'))
      .join();
  return { argumentList: read('cmdline'), environment: read('environ') };
}

function processesBelow(pid: number): readonly number[] {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  );
  return [pid, ...children.flatMap(processesBelow)];
}

threat('T24', 'Secret in arguments', () => {
  const dir = mkdtempSync(join(tmpdir(), 'matter-arguments-'));
  const file = join(dir, 'a.matter');
  const credentials = JSON.stringify({ client_id: 'sbx_id', client_secret: secret });
  const heads: string[] = [];
  let server: Awaited<ReturnType<typeof startRawServer>>;
  before(async () => {
    server = await startRawServer((_socket, head) => heads.push(head)); // it never answers
    writeFileSync(file, `GET ${server.origin}/a\n\n###\nGET /a\n`);
  });
  after(async () => {
    await server.stop();
    rmSync(dir, { recursive: true });
  });

  const names = [
    '--client-secret',
    '--client_secret',
    '--secret',
    '--password',
    '--token',
    '--credentials',
    '--bearer',
  ];
  const others = ['analyse', 'check', 'compare', 'lint', 'format', 'sandbox'];
  const pasted: readonly (readonly string[])[] = [
    ...names.map((name) => ['run', name, secret, 'a.matter']),
    ['run', `--client-secret=${secret}`, 'a.matter'],
    ['run', `--password=${secret}`],
    ...others.map((command) => [command, 'a', `--client-secret=${secret}`]),
    ['run', 'a.matter', '-p', secret],
    ['run', 'a.matter', `--credentials-stdin=${secret}`],
    ['run', 'a.matter', '--credentials-fd', secret],
    ['run', 'a.matter', '--origin', `https://sbx_id:${secret}@api.example.com`],
    ['run', 'a.matter', '--var', secret],
    [`--client-secret=${secret}`, 'run', 'a.matter'],
    ['--client-secret', secret, 'run', 'a.matter'],
  ];
  it('exits with 2 and does not repeat what was pasted', async () => {
    const check = async (args: readonly string[]): Promise<void> => {
      const { code, out, err } = await runMatter(args);
      assert.equal(code, 2, `${args.join(' ')}: ${out}${err}`);
      assert.match(err, /^matter: .+\n$/, args.join(' '));
      assert.doesNotMatch(out + err, /4711|sbx_secret/, args.join(' '));
    };
    for (let at = 0; at < pasted.length; at += 4) await Promise.all(pasted.slice(at, at + 4).map(check));
  });

  it('does not repeat what was pasted as a value, with credentials and a file that is there', async () => {
    const [portfolio, result] = ['a.csv', 'a.json'].map((name) => join(dir, name)) as [string, string];
    writeFileSync(portfolio, portfolioCsv(2));
    writeFileSync(result, '{}');
    const valued: readonly (readonly string[])[] = [
      ['run', file, '--origin', `https://sbx_id:${secret}@api.example.com`],
      ['run', file, '--origin', secret],
      ...['--timeout', '--parallel'].map((name) => ['run', file, name, secret]),
      ...['--port', '--ready-after', '--token-lifetime'].map((name) => ['sandbox', name, secret]),
      ...['--tolerance', '--format'].map((name) => ['compare', result, result, name, secret]),
      ...['--format', '--concurrency', '--wait', '--timeout'].map((name) => ['analyse', portfolio, name, secret]),
      ['analyse', portfolio, '--external-id', `${secret}!`],
    ];
    const env = { MATTER_CLIENT_ID: 'sbx_id', MATTER_CLIENT_SECRET: 'sbx_another_secret' };
    const check = async (args: readonly string[]): Promise<void> => {
      const { code, out, err } = await runMatter([...args], env);
      assert.equal(code, 2, `${args.join(' ')}: ${out}${err}`);
      assert.match(err, /^matter: (?:The API address|--[a-z])[^\n]+\n$/, args.join(' '));
      assert.doesNotMatch(out + err, /4711|sbx_/, args.join(' '));
    };
    for (let at = 0; at < valued.length; at += 4) await Promise.all(valued.slice(at, at + 4).map(check));
  });

  it('names the option that is wrong', async () => {
    assert.match(
      (await runMatter(['run', `--client-secret=${secret}`])).err,
      /The option --client-secret is not known/,
    );
    assert.match((await runMatter([`--client-secret=${secret}`])).err, /There is no command "--client-secret"/);
  });

  type Way = readonly [
    name: string,
    args: readonly string[],
    env: Readonly<Record<string, string>>,
    give: (child: ChildProcess) => void,
  ];
  const ways: readonly Way[] = [
    ['the environment', [], { MATTER_CLIENT_ID: 'sbx_id', MATTER_CLIENT_SECRET: secret }, () => undefined],
    ['standard input', ['--credentials-stdin'], {}, ({ stdin }) => stdin?.end(credentials)],
    ['a file descriptor', ['--credentials-fd', '3'], {}, ({ stdio }) => (stdio[3] as Writable).end(credentials)],
  ];
  for (const [name, args, env, give] of ways)
    it(`shows no secret in the list of processes: credentials of ${name}`, async function () {
      if (!isLinux) return; // elsewhere the list of processes is not a file
      heads.length = 0;
      const all = ['dist/matter.js', 'run', '--parallel', '2', '--origin', server.origin, ...args, file];
      const stdio = ['pipe', 'pipe', 'pipe', 'pipe'] as const;
      const child = spawn(process.execPath, all, { env: { ...process.env, ...env }, stdio: [...stdio] });
      try {
        give(child);
        while (!heads.some((head) => head.startsWith('POST /auth/v1/token')))
          await new Promise((done) => setTimeout(done, 10));
        const { argumentList, environment } = shownOf(child.pid ?? 0);
        assert.ok(argumentList.includes(file), 'the process was not read');
        assert.ok(!argumentList.includes(secret) && !argumentList.includes('4711'));
        // What a process was given at its start stays readable for its own user: only the other ways avoid that.
        assert.equal(environment.includes(secret), name === 'the environment');
        assert.deepEqual(processesBelow(child.pid ?? 0), [child.pid], 'something inherits its environment');
      } finally {
        child.kill('SIGKILL');
        await once(child, 'close');
      }
    });

  it('is seen by this check where it is an argument', async function () {
    if (!isLinux) return;
    const child = spawn('/bin/sh', ['-c', 'sleep 300; true', secret]);
    try {
      while (processesBelow(child.pid ?? 0).length < 2) await new Promise((done) => setTimeout(done, 10));
      assert.ok(shownOf(child.pid ?? 0).argumentList.includes(secret));
    } finally {
      for (const pid of processesBelow(child.pid ?? 0).toReversed()) process.kill(pid, 'SIGKILL');
      await once(child, 'close');
    }
  });
});
