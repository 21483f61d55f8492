import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockedKey, TestAuthority } from '../../support/servers/certificates.ts';
import { startProxy } from '../../support/servers/proxyServer.ts';
import { startRecordingServer } from '../../support/servers/recordingServer.ts';
import { runMatter } from '../../support/servers/runMatter.ts';
import { startTlsServer } from '../../support/servers/tlsServer.ts';

describe('matter over proxies and certificates', () => {
  const dir = mkdtempSync(join(tmpdir(), 'matter-connections-'));
  const authority = new TestAuthority();
  const client = authority.issue({ hosts: ['client.test'] });
  const passphrase = 'sbx_key_passphrase';
  const write = (name: string, text: string): string => {
    const path = join(dir, name);
    writeFileSync(path, text);
    return path;
  };
  const ca = write('ca.pem', authority.cert);
  const cert = write('client.pem', client.cert);
  const locked = write('locked.key', lockedKey(client, passphrase));
  const request = (url: string, assertion: string): string => write('a.matter', `# @assert ${assertion}\nGET ${url}\n`);
  const directly = { HTTP_PROXY: '', HTTPS_PROXY: '', http_proxy: '', https_proxy: '', NO_PROXY: '', no_proxy: '' };

  after(() => {
    rmSync(dir, { recursive: true });
  });

  it('trusts the authority of --cacert, and nobody without it', async () => {
    const server = await startTlsServer(authority.issue());
    try {
      const file = request(`https://127.0.0.1:${server.port}/`, 'body.$.client == null');
      const trusted = await runMatter(['run', '--cacert', ca, file]);
      assert.equal(trusted.code, 0, trusted.out);
      const refused = await runMatter(['run', file]);
      assert.equal(refused.code, 4);
      assert.match(refused.out, /is not trusted.*--cacert/);
      assert.equal(server.seen.length, 1);
    } finally {
      await server.stop();
    }
  });

  it('shows the client certificate of --cert and --key, its passphrase from the environment', async () => {
    const server = await startTlsServer({
      ...authority.issue(),
      ca: authority.cert,
      requestCert: true,
      rejectUnauthorized: true,
    });
    try {
      const file = request(`https://127.0.0.1:${server.port}/`, 'body.$.client == client.test');
      const args = ['run', '--cacert', ca, '--cert', cert, '--key', locked, file];
      const known = await runMatter(args, { MATTER_KEY_PASSPHRASE: passphrase });
      assert.equal(known.code, 0, known.out + known.err);
      const wrong = await runMatter(args, { MATTER_KEY_PASSPHRASE: 'sbx_wrong' });
      assert.equal(wrong.code, 2);
      assert.match(wrong.err, /--cert.*MATTER_KEY_PASSPHRASE/);
      const stranger = await runMatter(['run', '--cacert', ca, file]);
      assert.equal(stranger.code, 4);
      assert.match(stranger.out, /client certificate/);
      for (const { out, err } of [known, wrong, stranger]) assert.doesNotMatch(out + err, /sbx_/);
    } finally {
      await server.stop();
    }
  });

  for (const [title, login] of [
    ['', undefined],
    [' with a password', { username: 'user', password: 'sbx_proxy password' }],
  ] as const)
    it(`goes through a proxy${title}, over http and https`, async () => {
      const proxy = await startProxy(login === undefined ? {} : { login });
      const plain = await startRecordingServer(() => ({ status: 200, body: '{"client": null}' }));
      const secure = await startTlsServer(authority.issue({ hosts: ['matter.test'] }));
      try {
        const env = { ...directly, HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url };
        const { port } = new URL(plain.origin);
        for (const url of [`http://matter.test:${port}/`, `https://matter.test:${secure.port}/`]) {
          const { code, out, err } = await runMatter(
            ['run', '--cacert', ca, request(url, 'body.$.client == null')],
            env,
          );
          assert.equal(code, 0, out + err);
        }
        assert.deepEqual(proxy.asked.map((host) => host.split(':')[0]).slice(-2), ['matter.test', 'matter.test']);
        assert.deepEqual([plain.seen.length, secure.seen.length], [1, 1]);
        if (login === undefined) return;
        const unknown = { ...env, HTTP_PROXY: `http://${new URL(proxy.url).host}` };
        const { code, out } = await runMatter(
          ['run', request(`http://matter.test:${port}/`, 'status == 200')],
          unknown,
        );
        assert.equal(code, 4);
        assert.match(out, /Proxy: .* wants a user name and password/);
      } finally {
        await Promise.all([proxy.stop(), plain.stop(), secure.stop()]);
      }
    });

  it('asks this computer directly, and says which variable is wrong', async () => {
    const server = await startRecordingServer(() => ({ status: 200, body: '{}' }));
    try {
      const file = request(server.origin, 'status == 200');
      assert.equal((await runMatter(['run', file], { ...directly, HTTP_PROXY: 'http://127.0.0.1:1' })).code, 0);
      const far = request('http://matter.test/', 'status == 200');
      const { code, out } = await runMatter(['run', far], {
        ...directly,
        HTTP_PROXY: 'socks5://user:sbx_password@proxy.test',
      });
      assert.equal(code, 4);
      assert.match(out, /HTTPS_PROXY or HTTP_PROXY is not a URL/);
      assert.doesNotMatch(out, /sbx_/);
    } finally {
      await server.stop();
    }
  });

  it('names a certificate file that is missing or none', async () => {
    const file = request('https://127.0.0.1:1/', 'status == 200');
    const missing = await runMatter(['run', '--cacert', join(dir, 'none.pem'), file]);
    assert.deepEqual([missing.code, missing.err.includes('none.pem cannot be read')], [2, true]);
    const other = await runMatter(['run', '--cacert', write('text.pem', 'text'), file]);
    assert.deepEqual([other.code, other.err.includes('text.pem is no PEM file')], [2, true]);
  });
});
