import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRecordingServer } from '../support/servers/recordingServer.ts';
import { runMatter } from '../support/servers/runMatter.ts';

// What was asked for and is not there, and an environment that would break our promises: said, and no success.

describe('nothing is green by silence', () => {
  const dir = mkdtempSync(join(tmpdir(), 'matter-silence-'));
  const path = (name: string): string => join(dir, name);
  let server: Awaited<ReturnType<typeof startRecordingServer>>;
  before(async () => {
    server = await startRecordingServer(() => ({ status: 200 }));
    const request = (name: string): string => `### ${name}\n# @tag t-${name}\nGET ${server.origin}/\n`;
    writeFileSync(path('good.matter'), request('one') + request('two'));
  });
  after(async () => {
    await server.stop();
    rmSync(dir, { recursive: true });
  });

  const nothing: Readonly<
    Record<string, readonly [args: readonly string[], env: Record<string, string>, says: RegExp]>
  > = {
    'an unknown tag': [['--tag', 'smoek'], {}, /No request has the tag "smoek"/],
    'one unknown tag of two': [['--tag', 't-one', '--tag', 'smoek'], {}, /"smoek"/],
    'a tag of another request': [['--name', 'one', '--tag', 't-two'], {}, /"t-two"/],
    'an empty tag': [['--tag', ''], {}, /tag ""/],
    'an unknown name': [['--name', 'nobody'], {}, /no request named "nobody"/],
    'an unknown environment': [['--env', 'nowhere'], {}, /no environment "nowhere"/],
    'an id without a secret': [[], { MATTER_CLIENT_ID: 'sbx_half' }, /MATTER_CLIENT_SECRET is not set/],
    'a secret without an id': [[], { MATTER_CLIENT_SECRET: 'sbx_secret_half' }, /MATTER_CLIENT_ID is not set/],
    'an id with an empty secret': [[], { MATTER_CLIENT_ID: 'sbx_half', MATTER_CLIENT_SECRET: '' }, /SECRET is not set/],
    NODE_DEBUG: [[], { NODE_DEBUG: 'http' }, /NODE_DEBUG prints/],
    NODE_DEBUG_NATIVE: [[], { NODE_DEBUG_NATIVE: 'tls' }, /NODE_DEBUG_NATIVE prints/],
    NODE_TLS_REJECT_UNAUTHORIZED: [
      [],
      { NODE_TLS_REJECT_UNAUTHORIZED: '0' },
      /NODE_TLS_REJECT_UNAUTHORIZED switches off/,
    ],
    'NODE_OPTIONS that prints keys': [[], { NODE_OPTIONS: '--tls-keylog=/dev/null' }, /--tls-keylog/],
    'NODE_OPTIONS of an old protocol': [[], { NODE_OPTIONS: '--tls-min-v1.0' }, /--tls-min-v1\.0/],
    'NODE_OPTIONS of a lax parser': [[], { NODE_OPTIONS: '--insecure-http-parser' }, /--insecure-http-parser/],
    'NODE_OPTIONS in other letters': [[], { NODE_OPTIONS: '--insecure_http_parser' }, /--insecure-http-parser/],
  };
  for (const [name, [args, env, says]] of Object.entries(nothing))
    it(`nothing is sent, and that is no success: ${name}`, async () => {
      const { length } = server.seen;
      const { code, err } = await runMatter(['run', ...args, path('good.matter')], env);
      assert.ok(code === 2 || code === 3, `${code} ${err}`);
      assert.match(err, says);
      assert.equal(server.seen.length, length);
    });

  it('other options of Node stay allowed', async () => {
    const { code, err } = await runMatter(['run', path('good.matter')], { NODE_OPTIONS: '--max-old-space-size=2048' });
    assert.equal(code, 0, err);
  });
});
