import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runMatter, type MatterResult } from '../support/servers/runMatter.ts';
import { startRawServer } from '../support/servers/rawServer.ts';
import { hostile, threat } from '../support/security/threats.ts';

// T11: a request file reads variables of the environment and sends them away. The real command line, a real server.

const canary = 'sbx_canary_4711';
/** As it may have been written on the wire. */
const canaries = [canary, btoa(canary).replace(/=+$/, ''), Buffer.from(canary).toString('hex')];

threat('T11', 'Environment exfiltration', () => {
  const dir = mkdtempSync(join(tmpdir(), 'matter-env-'));
  const folder = join(dir, 'project', 'requests');
  const file = join(folder, 'a.matter');
  const seen: string[] = [];
  let server: Awaited<ReturnType<typeof startRawServer>>;
  before(async () => {
    mkdirSync(folder, { recursive: true });
    server = await startRawServer((socket, head) => {
      seen.push(head);
      const body = '{"home": "{{$processEnv HOME}}", "var": "{{$processEnv MATTER_VAR_X}}", "name": "MATTER_VAR_X"}';
      socket.end(`HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
    });
  });
  after(async () => {
    await server.stop();
    rmSync(dir, { recursive: true });
  });
  beforeEach(() => {
    seen.length = 0;
  });

  interface Attempt {
    readonly env?: Readonly<Record<string, string>>;
    readonly args?: readonly string[];
    /** Lines before the request. */
    readonly start?: string;
    /** On standard input. */
    readonly input?: string;
  }

  /** Sends the values of references in a header, each in a request of its own. */
  function send(
    values: readonly string[],
    { env = {}, args = [], start = '', input }: Attempt = {},
  ): Promise<MatterResult> {
    const requests = values.map((value) => `### a\n# @no-auth\nGET ${server.origin}/a\nX-Value: {{${value}}}\n`);
    writeFileSync(file, `${start}\n\n${requests.join('\n')}`);
    return runMatter(['run', '--show-body', ...args, file], env, input);
  }
  /** The requests are refused, and the values show up nowhere. */
  async function refuse(values: readonly string[], attempt: Attempt = {}): Promise<void> {
    const { length } = seen;
    const { code, out, err } = await send(values, attempt);
    assert.equal(code, 2, out + err);
    assert.equal(out.match(/has no value/g)?.length, values.length, out);
    assert.equal(seen.length, length);
    keeps(out + err);
  }
  function keeps(text: string): void {
    for (const form of canaries) assert.ok(!text.includes(form), text);
  }

  it('lets through what the user allows', async () => {
    for (const [name, args] of [
      ['MATTER_VAR_X', []],
      ['ALLOWED', ['--env-allow', 'ALLOWED']],
    ] as const) {
      const { code, out, err } = await send([`$processEnv ${name}`], { env: { [name]: canary }, args });
      assert.equal(code, 0, out + err);
    }
    const start = '@secret = {{$processEnv MATTER_VAR_X}}';
    await send(['secret'], { start, env: { MATTER_VAR_X: canary } });
    writeFileSync(join(folder, '.env'), `OWN=${canary}\n`);
    await send(['$dotenv OWN']);
    rmSync(join(folder, '.env'));
    assert.equal(seen.filter((head) => head.includes(`X-Value: ${canary}\r\n`)).length, 4);
  });

  hostile('hostile:environment', 'a secret of the environment', async () => {
    const env = { AWS_SECRET_ACCESS_KEY: canary };
    await refuse(['$processEnv AWS_SECRET_ACCESS_KEY'], { env });
    await refuse(['$processEnv AWS_SECRET_ACCESS_KEY'], {
      env,
      args: ['--env-allow', 'AWS_SECRET', '--env-allow', '*'],
    });
  });
  hostile('hostile:environment', 'through variables of the file', async () => {
    const env = { AWS_SECRET_ACCESS_KEY: canary, NAME: 'AWS_SECRET_ACCESS_KEY' };
    await refuse(['a'], { env, start: '@b = {{$processEnv AWS_SECRET_ACCESS_KEY}}\n@a = {{b}}' });
    await refuse(['$processEnv {{name}}'], { env, start: '@name = AWS_SECRET_ACCESS_KEY' });
    await refuse(['$processEnv %NAME'], { env, start: '@NAME = AWS_SECRET_ACCESS_KEY' });
  });
  hostile('hostile:environment', 'through an expansion in the .env file', async () => {
    const lines = [
      'A=$CANARY_X',
      'B=${CANARY_X}',
      'C="${CANARY_X:-x}"',
      'D=`echo $CANARY_X`',
      'E={{$processEnv CANARY_X}}',
    ];
    writeFileSync(join(folder, '.env'), `${lines.join('\n')}\n`);
    const references = ['A', 'B', 'C', 'D', 'E'].map((name) => `$dotenv ${name}`);
    const { code, out, err } = await send(references, { env: { CANARY_X: canary } });
    assert.equal(code, 0, out + err);
    keeps(out + err);
    assert.equal(seen.length, 5);
    assert.match(seen.join(''), /X-Value: \$CANARY_X\r\n/); // as it is written
    keeps(seen.join(''));
    await refuse(['$dotenv CANARY_X'], { env: { CANARY_X: canary } });
    rmSync(join(folder, '.env'));
  });
  hostile('hostile:environment', 'from a file that is not the .env file beside', async () => {
    writeFileSync(join(dir, 'project', '.env'), `PARENT=${canary}\n`);
    writeFileSync(join(dir, 'credentials'), `[default]\naws_secret_access_key = ${canary}\n`);
    const references = ['PARENT', '../PARENT', 'aws_secret_access_key', 'CANARY_X'].map((name) => `$dotenv ${name}`);
    await refuse(references);
    for (const target of ['../.env', '../../credentials', '/proc/self/environ']) {
      symlinkSync(target, join(folder, '.env'));
      await refuse(references, { env: { CANARY_X: canary } });
      rmSync(join(folder, '.env'));
    }
    symlinkSync('.env.local', join(folder, '.env')); // a link that stays in the folder is as good as the file
    writeFileSync(join(folder, '.env.local'), `PARENT=${canary}\n`);
    await send(['$dotenv PARENT']);
    assert.equal(seen.filter((head) => head.includes(canary)).length, 1);
    rmSync(join(folder, '.env'));
  });
  it('takes nothing that every object has for a value of the .env file', async () => {
    const names = ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf'].map(
      (name) => `$dotenv ${name}`,
    );
    writeFileSync(join(folder, '.env'), `OWN=${canary}\n`);
    await refuse(names);
    rmSync(join(folder, '.env'));
  });
  it('takes no environment from a link that leads out of the folder', async () => {
    const elsewhere = join(dir, 'elsewhere.json');
    writeFileSync(elsewhere, JSON.stringify({ dev: { value: canary } }));
    const link = join(folder, 'http-client.env.json');
    symlinkSync(elsewhere, link);
    const { code, out, err } = await send(['value'], { args: ['--env', 'dev'] });
    assert.equal(code, 2, out + err);
    assert.match(err, /http-client\.env\.json is a link to a file outside of .*Put the file itself there/);
    rmSync(link);
    assert.deepEqual(seen, []);
  });
  hostile('hostile:environment', 'names that only look allowed', async () => {
    const names = [
      'matter_var_x',
      'XMATTER_VAR_X',
      'MATTER_VAR',
      'MATTER-VAR-X',
      'MATTER_VARX',
      'ALLOWED_NOT',
      'allowed',
    ];
    const env = Object.fromEntries(names.map((name) => [name, canary]));
    await refuse(
      ['__proto__', ...names].map((name) => `$processEnv ${name}`),
      { env, args: ['--env-allow', 'ALLOWED'] },
    );
    await refuse(['$processEnv "MATTER_VAR_X"'], { env: { MATTER_VAR_X: canary } });
  });
  hostile('hostile:environment', 'the credentials themselves, even where they are allowed', async () => {
    const names = ['MATTER_CLIENT_SECRET', 'MATTER_CLIENT_ID', 'MATTER_KEY_PASSPHRASE'];
    const env = Object.fromEntries(names.map((name) => [name, canary]));
    const allowed = names.flatMap((name) => ['--env-allow', name]);
    await refuse(
      names.map((name) => `$processEnv ${name}`),
      { env, args: allowed },
    );
    // Also where the credentials come from elsewhere, or are not needed.
    await refuse(['$processEnv MATTER_CLIENT_SECRET'], {
      env,
      args: ['--sandbox', '--env-allow', 'MATTER_CLIENT_SECRET'],
    });
    await refuse(['$processEnv MATTER_CLIENT_SECRET', '$processEnv MATTER_CLIENT_ID'], {
      env,
      args: ['--credentials-stdin', ...allowed],
      input: JSON.stringify({ client_id: 'sbx_other_id', client_secret: 'sbx_other_secret_1' }),
    });
  });
  hostile('hostile:environment', 'through a value of http-client.env.json', async () => {
    const values = { home: '{{$processEnv HOME}}', var: '{{$processEnv MATTER_VAR_X}}', name: '$processEnv HOME' };
    writeFileSync(join(folder, 'http-client.env.json'), JSON.stringify({ dev: values }));
    const args = ['--env', 'dev'];
    keeps((await send(['home', 'var', 'name'], { args, env: { HOME: canary, MATTER_VAR_X: canary } })).out);
    assert.equal(seen.length, 3);
    assert.match(seen.join(''), /X-Value: \{\{\$processEnv HOME\}\}\r\n/); // as it is written
    keeps(seen.join(''));
    rmSync(join(folder, 'http-client.env.json'));
  });
  hostile('hostile:environment', 'through a value of a response', async () => {
    const start = `### first\n# @name first\n# @no-auth\n# @capture kept = body.$.home\nGET ${server.origin}/first\n`;
    keeps(
      (
        await send(['first.response.body.$.home', 'first.response.body.$.var', 'kept'], {
          start,
          env: { HOME: canary, MATTER_VAR_X: canary },
        })
      ).err,
    );
    assert.equal(seen.length, 4);
    assert.equal(seen.filter((head) => head.includes('X-Value: {{$processEnv ')).length, 3); // as it was answered
    keeps(seen.join(''));
  });
});
