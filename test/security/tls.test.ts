import assert from 'node:assert/strict';
import { createServer, type TlsOptions } from 'node:tls';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { selfSigned, TestAuthority } from '../support/servers/certificates.ts';
import { listen } from '../support/security/faults.ts';
import { runMatter } from '../support/servers/runMatter.ts';
import { threat } from '../support/security/threats.ts';

threat('T29', 'TLS downgrade', () => {
  const dir = mkdtempSync(join(tmpdir(), 'matter-tls-'));
  const authority = new TestAuthority();
  const [file, ca] = [join(dir, 'a.matter'), join(dir, 'ca.pem')];
  before(() => {
    writeFileSync(file, 'GET /x\n');
    writeFileSync(ca, authority.cert);
  });
  after(() => {
    rmSync(dir, { recursive: true });
  });

  // Before it starts, the variable is refused (see silence.test.ts); here it comes when a connection is opened.
  const laterOff = join(dir, 'later-off.mjs');
  writeFileSync(
    laterOff,
    `import tls from 'node:tls';
     const { connect } = tls;
     tls.connect = (...all) => {
       process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
       return connect(...all);
     };`,
  );

  /** Signs in at a server with this certificate, in an environment that switches checks off; what the server read. */
  async function signInAt(options: TlsOptions): Promise<{ readonly read: string; readonly code: number | null }> {
    let read = '';
    const server = createServer(options, (socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (chunk: Buffer) => {
        read += chunk.toString();
        socket.end('HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n');
      });
    });
    server.on('tlsClientError', () => undefined);
    const port = await listen(server);
    const env = {
      MATTER_CLIENT_ID: 'sbx_tls_client',
      MATTER_CLIENT_SECRET: 'sbx_tls_secret_1234',
      NODE_OPTIONS: `--import ${pathToFileURL(laterOff).href}`,
      NODE_NO_WARNINGS: '1',
    };
    try {
      const { code } = await runMatter(['run', '--cacert', ca, '--origin', `https://127.0.0.1:${port}`, file], env);
      return { read, code };
    } finally {
      server.close();
    }
  }

  const bad: Readonly<Record<string, TlsOptions>> = {
    expired: authority.issue({ isExpired: true }),
    'signed by itself': selfSigned(),
    'for another host': authority.issue({ hosts: ['other.test'] }),
    'of an unknown authority': new TestAuthority('Another CA').issue(),
    'with a protocol that is too old': {
      ...authority.issue(),
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    },
  };
  for (const [name, options] of Object.entries(bad))
    it(`shows no credential to a server whose certificate is ${name}, even where Node's checks are off`, async () => {
      const { read, code } = await signInAt(options);
      assert.equal(read, '');
      assert.ok(code === 3 || code === 4, String(code));
    });

  it('shows it to one with a good certificate', async () => {
    assert.match((await signInAt(authority.issue())).read, /^POST \/auth\/v1\/token[^]*Authorization: Basic /);
  });
});
