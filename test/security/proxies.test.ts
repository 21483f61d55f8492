import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type Server } from 'node:tls';
import { selfSigned, TestAuthority, type Issued } from '../support/servers/certificates.ts';
import { startRecordingServer } from '../support/servers/recordingServer.ts';
import { runMatter, type MatterResult } from '../support/servers/runMatter.ts';
import { startTlsServer } from '../support/servers/tlsServer.ts';
import { threat } from '../support/security/threats.ts';

// T29: a proxy that is spoken to by TLS proves who it is as a server does, before it gets a password or an address.

class TlsProxy {
  /** The heads that it got, decrypted. */
  readonly heads: string[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  /** Leads all to a port of this computer. */
  constructor(certificate: Issued, target: number) {
    this.#server = createServer(certificate, (client) => {
      this.#sockets.add(client.on('error', () => undefined));
      client.once('data', (head: Buffer) => {
        this.heads.push(head.toString());
        const upstream = connect(target, '127.0.0.1').on('error', () => client.destroy());
        this.#sockets.add(upstream);
        if (head.toString().startsWith('CONNECT')) client.write('HTTP/1.1 200 OK\r\n\r\n');
        else upstream.write(head);
        client.pipe(upstream).pipe(client);
      });
    });
    this.#server.on('tlsClientError', () => undefined);
  }

  async start(): Promise<number> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return (this.#server.address() as AddressInfo).port;
  }

  stop(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }
}

threat('T29', 'TLS switched off: proxies and names', () => {
  const dir = mkdtempSync(join(tmpdir(), 'matter-proxies-'));
  const authority = new TestAuthority();
  const ca = join(dir, 'ca.pem');
  const file = join(dir, 'a.matter');
  let secure: Awaited<ReturnType<typeof startTlsServer>>;
  let plain: Awaited<ReturnType<typeof startRecordingServer>>;
  before(async () => {
    writeFileSync(ca, authority.cert);
    secure = await startTlsServer(authority.issue({ hosts: ['matter.test', '10.1.2.3'] }));
    plain = await startRecordingServer(() => ({ status: 200 }));
  });
  after(async () => {
    await secure.stop();
    await plain.stop();
    rmSync(dir, { recursive: true });
  });

  async function through(
    certificate: Issued,
    url: string,
    more: readonly string[] = ['--cacert', ca],
  ): Promise<MatterResult & { readonly heads: readonly string[] }> {
    const proxy = new TlsProxy(certificate, url.startsWith('https') ? secure.port : Number(new URL(plain.origin).port));
    const address = `https://user:sbx_proxy_pw@localhost:${await proxy.start()}`;
    const directly = { http_proxy: '', https_proxy: '', NO_PROXY: '', no_proxy: '' };
    writeFileSync(file, `GET ${url}\n`);
    try {
      const ended = await runMatter(['run', ...more, file], { ...directly, HTTP_PROXY: address, HTTPS_PROXY: address });
      assert.doesNotMatch(ended.out + ended.err, /sbx_/);
      return { ...ended, heads: proxy.heads };
    } finally {
      proxy.stop();
    }
  }

  for (const url of ['https://matter.test/', 'http://matter.test/', 'https://10.1.2.3/']) {
    it(`a proxy with a certificate of its own name, for ${url}`, async () => {
      const { code, out, heads } = await through(authority.issue({ hosts: ['localhost'] }), url);
      assert.equal(code, 0, out);
      assert.match(heads.join(), /Proxy-Authorization/i);
    });
    for (const [name, certificate, more] of [
      ['of the target only', () => authority.issue({ hosts: ['matter.test'] }), ['--cacert', ca]],
      ['that it signed itself', selfSigned, ['--cacert', ca]],
      ['of an authority that nobody named', () => authority.issue({ hosts: ['localhost'] }), []],
      ['that has expired', () => authority.issue({ hosts: ['localhost'], isExpired: true }), ['--cacert', ca]],
      ['of another authority', () => new TestAuthority('other').issue({ hosts: ['localhost'] }), ['--cacert', ca]],
    ] as const)
      it(`a proxy with a certificate ${name} gets nothing, for ${url}`, async () => {
        const { code, heads } = await through(certificate(), url, more);
        assert.equal(code, 4);
        assert.deepEqual(heads, []);
      });
  }

  it('an address behind a proxy is not taken for "localhost"', async () => {
    const other = await startTlsServer(authority.issue({ hosts: ['localhost'] }));
    const kept = secure;
    secure = other;
    try {
      const { code, out } = await through(authority.issue({ hosts: ['localhost'] }), 'https://10.9.9.9/');
      assert.equal(code, 4, out);
      assert.deepEqual(other.seen, []);
    } finally {
      secure = kept;
      await other.stop();
    }
  });

  for (const host of ['matter.test', 'matter.test:1', 'MATTER.test'])
    it(`a Host header does not decide who the server is: ${host}`, async () => {
      writeFileSync(file, `GET https://127.0.0.1:${secure.port}/\nHost: ${host}\n`);
      const { length } = secure.seen;
      const { code, out } = await runMatter(['run', '--cacert', ca, file]);
      assert.equal(code, 4, out);
      assert.match(out, /is for another host than 127\.0\.0\.1/);
      assert.equal(secure.seen.length, length);
    });

  for (const login of ['us%er:x', 'user:50%', '%zz:x', 'user:%', 'a%E0%A4%A:b'])
    for (const scheme of ['http', 'https'])
      it(`a "%" in the user or password of a proxy, over ${scheme}: ${login}`, async () => {
        writeFileSync(file, `GET ${scheme}://matter.test/\n`);
        const proxy = `http://${login}@127.0.0.1:9`;
        const report = join(dir, 'r.json');
        const { code, out, err } = await runMatter(['run', '--json', report, file], {
          HTTP_PROXY: proxy,
          HTTPS_PROXY: proxy,
          NO_PROXY: '',
          no_proxy: '',
        });
        assert.equal(code, 4, err);
        assert.match(out, /Write it as %25/);
        assert.ok(!(out + err).includes(login));
        assert.match(readFileSync(report, 'utf8'), /"errors": 1/);
      });

  for (const host of ['localhost.', 'LOCALHOST.', 'a.localhost.', 'localhost'])
    it(`this computer is asked directly: ${host}`, async () => {
      writeFileSync(file, `GET http://${host}:${new URL(plain.origin).port}/\n`);
      const proxy = 'http://127.0.0.1:9';
      const { out } = await runMatter(['run', file], {
        HTTP_PROXY: proxy,
        http_proxy: proxy,
        NO_PROXY: '',
        no_proxy: '',
      });
      assert.doesNotMatch(out, /Proxy/);
    });
});
