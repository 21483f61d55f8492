import assert from 'node:assert/strict';
import { isIPv6, type LookupFunction } from 'node:net';
import type { HttpRequest } from '../../src/core/http/httpMessage.ts';
import { followRedirects } from '../../src/core/http/redirect.ts';
import type { Transport } from '../../src/core/http/transport.ts';
import { createNodeTransport } from '../../src/node/httpTransport.ts';
import { TestAuthority } from '../support/servers/certificates.ts';
import { startProxy, type TestProxy } from '../support/servers/proxyServer.ts';
import { startRecordingServer } from '../support/servers/recordingServer.ts';
import { threat } from '../support/security/threats.ts';
import { startTlsServer } from '../support/servers/tlsServer.ts';

// T31: which addresses are refused where a response named the host, and when a name is looked up. Nothing here leaves the
// computer: what is public is reached through a proxy, which takes every name for this computer.

/** The first and the last address of each network, so that a wrong length shows too. */
const refused = `
  0.0.0.0 0.255.255.255
  10.0.0.0 10.255.255.255
  100.64.0.0 100.127.255.255
  127.0.0.0 127.255.255.255
  169.254.0.0 169.254.169.254 169.254.255.255
  172.16.0.0 172.31.255.255
  192.0.0.0 192.0.0.255
  192.168.0.0 192.168.255.255
  198.18.0.0 198.19.255.255
  224.0.0.0 239.255.255.255 240.0.0.0 255.255.255.255
  :: ::1 ::7f00:1 ::ffff:ffff
  ::ffff:7f00:1 ::ffff:a9fe:a9fe
  64:ff9b::a9fe:a9fe 64:ff9b::ffff:ffff
  64:ff9b:1:: 64:ff9b:1:ffff:ffff:ffff:ffff:ffff
  2001:: 2001:0:ffff:ffff:ffff:ffff:ffff:ffff
  2002:7f00:1:: 2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff
  ::ffff:0:7f00:1 ::ffff:0:ffff:ffff
  fc00:: fd00::1 fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff
  fe80::1 febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff
  fec0::1 feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff
  ff00:: ff02::1 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff`.match(/\S+/g)!;
/** Next to the networks. */
const allowed = `
  1.0.0.0 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.0 169.253.255.255 169.255.0.0
  172.15.255.255 172.32.0.0 192.0.1.0 192.167.255.255 192.169.0.0 198.17.255.255 198.20.0.0 223.255.255.255
  ::ffff:8.8.8.8 64:ff9b:2:: 2001:1:: 2003:: fbff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 2606:4700::1111`.match(/\S+/g)!;

/** Each look-up takes the next answer; the last one stays. */
function lookupOf(...answers: readonly (readonly string[])[]): LookupFunction {
  let count = 0;
  return (_name, options, done) => {
    const addresses = answers[Math.min(count++, answers.length - 1)] ?? [];
    const all = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));
    if (options.all === true) done(null, all);
    else done(null, all[0]?.address ?? '', all[0]?.family);
  };
}

const foreign = (url: string, more: Partial<HttpRequest> = {}): HttpRequest => ({
  method: 'GET',
  url: new URL(url),
  headers: [],
  hasTaintedHost: true,
  ...more,
});
const isRefused = { code: 'private-host' };

async function using<Result>(
  options: Parameters<typeof createNodeTransport>[0],
  use: (transport: Transport) => Promise<Result>,
): Promise<Result> {
  const transport = createNodeTransport({ timeouts: () => ({ connectMs: 2000 }), ...options });
  try {
    return await use(transport);
  } finally {
    transport.dispose();
  }
}

threat('T31', 'SSRF by chaining: addresses', () => {
  let server: Awaited<ReturnType<typeof startRecordingServer>>;
  let proxy: TestProxy;
  let port = '';
  let location = '';
  before(async () => {
    server = await startRecordingServer(({ path }) =>
      path === '/start' ? { status: 302, headers: { Location: location } } : { status: 200, body: '{}' },
    );
    ({ port } = new URL(server.origin));
    proxy = await startProxy();
  });
  after(() => Promise.all([server.stop(), proxy.stop()]));
  beforeEach(() => {
    server.seen.length = proxy.asked.length = 0;
  });
  const proxyFor = (): URL => new URL(proxy.url);
  const nothingAsked = (): void => {
    assert.deepEqual([proxy.asked, server.seen], [[], []]);
  };

  it('refuses every private network, as an address', () =>
    using({ lookup: () => assert.fail('an address is not looked up') }, async (transport) => {
      for (const address of [...refused, 'a.localhost', 'LOCALHOST.']) {
        const host = isIPv6(address) ? `[${address}]` : address;
        await assert.rejects(transport.send(foreign(`http://${host}:1/`)), isRefused, address);
      }
    }));

  it('refuses a name that leads there, before it asks the proxy or connects', async () => {
    for (const address of refused)
      for (const options of [{}, { proxyFor }])
        await using({ ...options, lookup: lookupOf([address]) }, async (transport) => {
          await assert.rejects(transport.send(foreign(`http://name.test:${port}/`)), isRefused, address);
        });
    nothingAsked();
  });

  it('refuses a name as soon as one of its addresses is private', async () => {
    for (const addresses of [
      ['127.0.0.1', '8.8.8.8'],
      ['8.8.8.8', '127.0.0.1'],
      ['2606:4700::1111', '::1', '8.8.8.8'],
    ])
      for (const options of [{}, { proxyFor }])
        for (const scheme of ['http', 'https'])
          await using({ ...options, lookup: lookupOf(addresses) }, async (transport) => {
            const url = `${scheme}://name.test:${port}/`;
            await assert.rejects(transport.send(foreign(url)), isRefused, addresses.join(' '));
          });
    nothingAsked();
  });

  it('lets a public name through, also where the proxy is on this computer', async () => {
    const named = (): URL => new URL(`http://proxy.test:${new URL(proxy.url).port}`);
    for (const address of allowed)
      await using({ proxyFor: named, lookup: lookupOf([address], ['127.0.0.1']) }, async (transport) => {
        assert.equal((await transport.send(foreign(`http://name.test:${port}/`))).status, 200, address);
      });
    assert.equal(server.seen.length, allowed.length);
    assert.deepEqual([...new Set(proxy.asked)], [`name.test:${port}`]);
  });

  it('lets through a name that only the proxy knows', () =>
    using(
      {
        proxyFor,
        lookup: (_name, _options, done) => {
          done(new Error('ENOTFOUND'), '', 4);
        },
      },
      async (transport) => {
        assert.equal((await transport.send(foreign(`http://name.test:${port}/`))).status, 200);
      },
    ));

  // The name leads elsewhere once it was judged: each hop must be judged again.
  for (const [name, method, to] of [
    ['on the same server', 'GET', '/next'],
    ['that drops the body', 'POST', '/next'],
    ['to another port', 'GET', 'http://rebind.test:1/'],
    ['to another port that drops the body', 'POST', 'http://rebind.test:1/'],
  ] as const)
    it(`judges the host again after a redirect ${name}`, () =>
      using({ proxyFor, lookup: lookupOf(['8.8.8.8'], ['127.0.0.1']) }, async (transport) => {
        location = to;
        const start = foreign(`http://rebind.test:${port}/start`, {
          method,
          ...(method === 'POST' ? { body: 'b' } : {}),
        });
        await assert.rejects(
          followRedirects(start, (hop) => transport.send(hop)),
          isRefused,
        );
        assert.deepEqual(
          server.seen.map(({ path }) => path),
          ['/start'],
        );
      }));

  it('takes no connection that the user opened to the same name', async () => {
    const authority = new TestAuthority();
    const secure = await startTlsServer(authority.issue({ hosts: ['name.test'] }));
    const certificates = () => Promise.resolve({ ca: authority.cert });
    await using({ certificates, lookup: lookupOf(['127.0.0.1']) }, async (transport) => {
      for (const url of [`http://name.test:${port}/`, `https://name.test:${secure.port}/`]) {
        const { hasTaintedHost: _mark, ...own } = foreign(url);
        await (await transport.send(own)).body.text(); // the connection is free then
        await assert.rejects(transport.send(foreign(url)), isRefused, url);
      }
    });
    assert.deepEqual([server.seen.length, secure.seen.length], [1, 1]);
    await secure.stop();
  });
});
