import assert from 'node:assert/strict';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { createServer, type LookupFunction } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { HttpResponse } from '../../src/core/http/httpMessage.ts';
import { sendWithRetry } from '../../src/core/http/retry.ts';
import { environmentProxy } from '../../src/node/environmentProxy.ts';
import { createNodeTransport } from '../../src/node/httpTransport.ts';
import { selfSigned, TestAuthority } from '../support/servers/certificates.ts';
import {
  ask,
  closedPort,
  failsAt,
  fails,
  fault,
  impatient,
  isCut,
  listen,
  reply,
  sized,
} from '../support/security/faults.ts';
import { ManualClock } from '../support/fakes/manualClock.ts';
import { startProxy } from '../support/servers/proxyServer.ts';
import { startRawServer, type Script } from '../support/servers/rawServer.ts';

// Of the faults of docs/security-model.md, 2.1, those between us and the server.

const lookupFailing =
  (code: string): LookupFunction =>
  (_name, _options, done) => {
    process.nextTick(done, Object.assign(new Error(code), { code }), '', 4);
  };

describe('faults of the network', () => {
  describe('name and connection', () => {
    fault('the name is not found', () =>
      failsAt('http://matter.test/', 'name-not-found', /was not found.*proxy settings.*ENOTFOUND/, {
        lookup: lookupFailing('ENOTFOUND'),
      }),
    );
    fault('the name server does not answer', () =>
      failsAt('http://matter.test/', 'name-not-found', /EAI_AGAIN/, { lookup: lookupFailing('EAI_AGAIN') }),
    );
    fault('the connection is refused', async () => {
      await failsAt(`http://127.0.0.1:${await closedPort()}/`, 'unreachable', /refuses connections.*proxy settings/);
    });
    fault('the connection does not come to stand', async () => {
      const server = createServer(() => undefined); // takes the connection, and never begins TLS
      const port = await listen(server);
      try {
        await failsAt(
          `https://127.0.0.1:${port}/`,
          'timeout',
          /no connection to 127\.0\.0\.1:\d+ in 0\.3 s/,
          impatient('connectMs'),
        );
      } finally {
        server.close();
      }
    });
  });

  describe('TLS', () => {
    const authority = new TestAuthority();
    const other = new TestAuthority('Another CA');

    async function withTls(options: TlsOptions, message: RegExp): Promise<void> {
      const server = createTlsServer(options, (socket) => socket.end());
      server.on('tlsClientError', () => undefined);
      const port = await listen(server);
      try {
        await failsAt(`https://127.0.0.1:${port}/`, 'tls', message, {
          certificates: () => Promise.resolve({ ca: authority.cert }),
        });
      } finally {
        server.close();
      }
    }

    fault('the certificate has expired', () =>
      withTls(authority.issue({ isExpired: true }), /not valid at this time.*CERT_HAS_EXPIRED/),
    );
    fault('the certificate is signed by itself', () => withTls(selfSigned(), /not trusted.*--cacert/));
    fault('the certificate is for another host', () =>
      withTls(authority.issue({ hosts: ['other.test'] }), /for another host.*ERR_TLS_CERT_ALTNAME_INVALID/),
    );
    fault('nobody knows the authority', () => withTls(other.issue(), /not trusted.*--cacert/));
    fault('the protocol is too old', () =>
      withTls(
        { ...authority.issue(), minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' },
        /no secure connection/,
      ),
    );
  });

  describe('slow servers', () => {
    fault('the head comes letter by letter', () =>
      fails(
        async (socket) => {
          for (const letter of 'HTTP/1.1 200 OK\r\nX-Long: '.repeat(50)) {
            if (socket.destroyed) return;
            socket.write(letter);
            await delay(40);
          }
        },
        'timeout',
        /no answer from .* in 0\.3 s/,
        impatient('firstByteMs'),
      ),
    );
    fault('the body stops: what came is kept and marked', () =>
      ask(
        (socket) => socket.write(reply('Content-Length: 100', 'some')),
        async (response) => {
          await isCut(response);
          assert.match(response.warnings.join(' '), /sent nothing for 0\.3 s/);
          assert.equal(await response.body.text(), 'some');
        },
        impatient('idleMs'),
      ),
    );
  });

  describe('resets', () => {
    const reset =
      (text: string): Script =>
      (socket) => {
        socket.write(text, () => setTimeout(() => socket.resetAndDestroy(), 20));
      };
    fault('before the head', () => fails((socket) => socket.resetAndDestroy(), 'unreachable', /hung up/));
    fault('within the head', () => fails(reset('HTTP/1.1 200 OK\r\nX-A: '), 'unreachable', /hung up/));
    fault('within the body', () =>
      ask(reset('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nsome'), async (response) => {
        await isCut(response);
        assert.equal(await response.body.text(), 'some');
      }),
    );
  });

  describe('Retry-After', () => {
    /** How long the runner waits, and how often it asks, where the server is busy once. */
    async function waits(header: string, waitedMs: number, asked = 2): Promise<void> {
      let requests = 0;
      const server = await startRawServer((socket) => {
        socket.end(++requests === 1 ? `HTTP/1.1 503 Busy\r\n${header}Content-Length: 0\r\n\r\n` : sized('ok'));
      });
      const transport = createNodeTransport();
      const clock = new ManualClock(Date.UTC(2026, 0, 1));
      const startedAt = clock.now();
      try {
        const send = (): Promise<HttpResponse> =>
          transport.send({ method: 'GET', url: new URL(server.origin), headers: [] });
        const { status } = await sendWithRetry(send, { method: 'GET', retries: 1 }, clock);
        assert.deepEqual([clock.now() - startedAt, requests, status], [waitedMs, asked, asked === 2 ? 200 : 503]);
      } finally {
        transport.dispose();
        await server.stop();
      }
    }
    fault('in seconds', () => waits('Retry-After: 7\r\n', 7000));
    fault('as a date', () => waits('Retry-After: Thu, 01 Jan 2026 00:00:09 GMT\r\n', 9000));
    fault('in the past', () => waits('Retry-After: Thu, 01 Jan 2015 00:00:00 GMT\r\n', 1000));
    fault('that is garbage', () => waits('Retry-After: soon\r\n', 1000));
    fault('of a year: for the user to see', () => waits('Retry-After: 31536000\r\n', 0, 1));
    fault('that is not there', () => waits('', 1000));
  });

  describe('proxies', () => {
    fault('one that wants a password', async () => {
      const proxy = await startProxy({ login: { username: 'user', password: 'sbx_proxy_password' } });
      const url = new URL(proxy.url);
      const open = new URL(url.origin);
      try {
        for (const target of ['http://matter.test/', 'https://matter.test/'])
          await failsAt(target, 'proxy', /127\.0\.0\.1:\d+ wants a user name and password/, { proxyFor: () => open });
      } finally {
        await proxy.stop();
      }
    });
    fault('one that is down', async () => {
      const proxy = new URL(`http://127.0.0.1:${await closedPort()}`);
      for (const target of ['http://matter.test/', 'https://matter.test/'])
        await failsAt(target, 'proxy', new RegExp(`Proxy: ${proxy.host} could not be reached`), {
          proxyFor: () => proxy,
        });
    });
    fault('NO_PROXY, and this computer', () => {
      const { HTTP_PROXY: http, NO_PROXY: none } = process.env;
      Object.assign(process.env, { HTTP_PROXY: 'http://proxy.test:8080', NO_PROXY: 'direct.test' });
      try {
        const hosts = ['direct.test', '127.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]', 'matter.test'];
        const proxies = hosts.map((host) => environmentProxy(new URL(`http://${host}/`))?.host);
        assert.deepEqual(proxies, [...hosts.slice(1).map(() => undefined), 'proxy.test:8080']);
      } finally {
        restore({ HTTP_PROXY: http, NO_PROXY: none });
      }
      return Promise.resolve();
    });
  });
});

function restore(variables: Readonly<Record<string, string | undefined>>): void {
  for (const [name, value] of Object.entries(variables)) {
    if (value === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = value;
  }
}
