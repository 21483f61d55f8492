import assert from 'node:assert/strict';
import { Attack } from '../support/security/attack.ts';
import { runMatter } from '../support/servers/runMatter.ts';
import { startRecordingServer } from '../support/servers/recordingServer.ts';
import { hostile, threat } from '../support/security/threats.ts';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

threat('T31', 'SSRF by chaining', () => {
  const attack = new Attack();
  before(() => attack.start());
  after(() => {
    attack.stop();
  });

  const chain = async (host: string, allow = false): Promise<Awaited<ReturnType<Attack['send']>>> => {
    attack.reset(() => ({ body: JSON.stringify({ next: `http://${host}/latest/meta-data` }) }));
    const allowsPrivateHost = (): Promise<boolean> => Promise.resolve(allow);
    return attack.send('### one\nGET /one\n### a\nGET {{one.response.body.$.next}}\n', { allowsPrivateHost });
  };

  const spellings: Readonly<Record<string, string>> = {
    'the loopback address': '127.0.0.1:P',
    'hexadecimal digits': '0x7f.1:P',
    'one number': '2130706433:P',
    'octal digits': '0177.0.0.01:P',
    'IPv4 as IPv6': '[::ffff:127.0.0.1]:P',
    'the metadata address of clouds': '169.254.169.254',
    'a name that stands for it': 'metadata.test:P',
    'localhost with a dot at the end': 'localhost.:P',
  };
  for (const [name, pattern] of Object.entries(spellings))
    hostile('hostile:SSRF', name, async () => {
      const outcome = await chain(pattern.replace('P', String(attack.evil.port)));
      assert.equal('error' in outcome && outcome.error.code, 'private-host');
      assert.match(
        'error' in outcome ? outcome.error.message : '',
        /A response named the host .* write it into the request/,
      );
      assert.equal(attack.evil.received.length, 0);
    });

  const written: Readonly<Record<string, string>> = {
    'all of the host': 'GET http://{{one.response.body.$.host}}/x',
    'the name, encoded': 'GET http://{{%one.response.body.$.name}}:P/',
    'the end of the name': 'GET http://127.0.0.{{one.response.body.$.digit}}:P/',
    'the port': 'GET http://127.0.0.1:{{one.response.body.$.port}}/',
    'the scheme, before a host of ours': 'GET {{one.response.body.$.scheme}}://127.0.0.1:P/',
    'a variable of the file': 'GET http://{{host}}/',
    'a variable of a variable': 'GET http://{{%outer}}:P/',
    'a captured value': '# @depends one\nGET http://{{got}}/',
    'a captured value, encoded': '# @depends one\nGET http://{{%gotName}}:P/',
  };
  for (const [name, request] of Object.entries(written))
    it(`sees a response in ${name}`, async () => {
      const port = String(attack.evil.port);
      const values = { host: `127.0.0.1:${port}`, name: '127.0.0.1', digit: 1, port, scheme: 'http' };
      attack.reset(() => ({ body: JSON.stringify(values) }));
      const variables =
        '@host = {{one.response.body.$.host}}\n@inner = {{one.response.body.$.name}}\n@outer = {{inner}}';
      const one = '### one\n# @capture got = body.$.host\n# @capture gotName = body.$.name\nGET /one';
      const outcome = await attack.send(`${variables}\n${one}\n### a\n${request.replace('P', port)}\n`);
      assert.equal('error' in outcome && outcome.error.code, 'private-host', JSON.stringify(outcome));
      assert.equal(attack.evil.received.length, 0);
    });

  it('asks the user, and sends where they agree', async () => {
    const outcome = await chain(`127.0.0.1:${attack.evil.port}`, true);
    assert.ok('exchange' in outcome);
    assert.equal(attack.evil.received.length, 1);
  });

  it('does not follow a redirect there', async () => {
    attack.reset(() => ({ status: 302, headers: { Location: `http://127.0.0.1:${attack.evil.port}/` } }));
    const outcome = await attack.send('### a\nGET /one\n');
    assert.equal('error' in outcome && outcome.error.code, 'private-host');
    assert.equal(attack.evil.received.length, 0);
  });

  it('leaves alone what the user wrote, with a value of a response behind the host', async () => {
    attack.reset(() => ({ body: '{"id": 7}' }));
    const text = `### one\nGET /one\n### a\nGET http://127.0.0.1:${attack.evil.port}/{{one.response.body.$.id}}\n`;
    assert.ok('exchange' in (await attack.send(text)));
    assert.equal(attack.evil.received.at(-1)?.path, '/7');
  });

  it('is refused by the command line without its option', async () => {
    const inner = await startRecordingServer(() => ({ status: 200, body: '{}' }));
    const outer = await startRecordingServer(() => ({ status: 200, body: JSON.stringify({ next: inner.origin }) }));
    const dir = mkdtempSync(join(tmpdir(), 'matter-private-'));
    const file = join(dir, 'a.matter');
    writeFileSync(file, `### one\nGET ${outer.origin}/\n### two\nGET {{one.response.body.$.next}}/x\n`);
    try {
      const refused = await runMatter(['run', file]);
      assert.equal(refused.code, 2);
      assert.match(refused.out, /A response named the host 127\.0\.0\.1/);
      assert.match(refused.out, /--allow-private-hosts/);
      assert.equal(inner.seen.length, 0);
      assert.equal((await runMatter(['run', '--allow-private-hosts', file])).code, 0);
      assert.equal(inner.seen.length, 1);
    } finally {
      rmSync(dir, { recursive: true });
      await Promise.all([inner.stop(), outer.stop()]);
    }
  });
});
