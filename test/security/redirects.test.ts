import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { followRedirects } from '../../src/core/http/redirect.ts';
import type { HttpRequest, HttpResponse } from '../../src/core/http/httpMessage.ts';
import { createNodeTransport } from '../../src/node/httpTransport.ts';
import { Attack } from '../support/security/attack.ts';
import { TestAuthority } from '../support/servers/certificates.ts';
import { testResponse } from '../support/fakes/response.ts';
import { hostile, threat } from '../support/security/threats.ts';

threat('T03', 'Redirect leak', () => {
  const attack = new Attack();
  before(() => attack.start());
  after(() => {
    attack.stop();
  });

  const redirect = (status: number, to: string): void => {
    attack.reset(() => ({ status, headers: { Location: to } }));
  };
  const secrets = ['X-Api-Key: sbx_key_12345678', 'Cookie: sbx=cookie', 'Proxy-Authorization: Basic sbx'];
  const traces = [
    'Content-Type: application/sbx',
    'Content-Language: sbx',
    'Referer: http://sbx.test/',
    'Origin: http://sbx.test',
    'X-Requested-With: sbx',
    'Forwarded: host=sbx',
    'From: sbx@sbx.test',
  ];
  const request = (method: string, body = '', more: readonly string[] = []): string => {
    const head = [`${method} /start`, ...secrets, ...traces, ...more].join('\n');
    return `### a\n${head}\n${body === '' ? '' : `\n${body}`}`;
  };
  const untouched = (): void => {
    assert.equal(attack.evil.received.length, 0);
  };
  const clean = (): void => {
    assert.equal(attack.evil.received.length, 1);
    assert.doesNotMatch(attack.loot, /sbx/);
    assert.doesNotMatch(attack.loot, /authorization|cookie|api-key/i);
    const names = Object.keys(attack.evil.received[0]?.headers ?? {});
    const allowed = ['accept', 'accept-language', 'connection', 'host', 'user-agent'];
    assert.deepEqual(
      names.filter((name) => !allowed.includes(name)),
      [],
    );
  };

  it('takes the token along on the way within the account', async () => {
    attack.reset(({ path }) => (path === '/start' ? { status: 302, headers: { Location: '/next' } } : {}));
    await attack.send(request('GET'));
    assert.equal(attack.api.received.at(-1)?.path, '/next');
    assert.equal(attack.api.received.at(-1)?.headers.authorization, `Bearer ${attack.token}`);
  });

  it('leaves a Host of the user behind, and takes what is harmless along', async () => {
    redirect(302, `http://${attack.evilHost}/`);
    const more = ['Host: sbx.test', 'Accept: text/plain', 'Accept-Language: fr'];
    await attack.send(request('GET', '', more), { allowsPrivateHost: () => Promise.resolve(true) });
    clean();
    const { host, accept, 'accept-language': language } = attack.evil.received[0]?.headers ?? {};
    assert.deepEqual([host, accept, language], [attack.evilHost, 'text/plain', 'fr']);
  });

  it('ends after five', async () => {
    attack.reset(({ path }) => ({ status: 302, headers: { Location: `${path}x` } }));
    const outcome = await attack.send('GET /\n');
    assert.ok('exchange' in outcome);
    assert.equal(outcome.exchange.response.status, 302);
    assert.deepEqual(
      attack.api.received.map(({ path }) => path).filter((path) => path !== '/auth/v1/token'),
      ['/', '/x', '/xx', '/xxx', '/xxxx', '/xxxxx'],
    );
  });

  it('leaves every header of a body behind where the body is dropped', async () => {
    const types = 'Content-Type: text/sbx\ncontent-encoding: sbx\nContent-Language: sbx\nCONTENT-LOCATION: /sbx';
    for (const [status, method] of [
      [301, 'POST'],
      [302, 'POST'],
      [303, 'POST'],
      [303, 'PUT'],
    ] as const) {
      attack.reset(({ path }) => (path === '/start' ? { status, headers: { Location: '/next' } } : {}));
      await attack.send(`${method} /start\n${types}\n\nsbx holdings`);
      const { method: next, headers = {}, body } = attack.api.received.at(-1) ?? {};
      assert.deepEqual([next, body], ['GET', '']);
      assert.deepEqual(
        Object.keys(headers).filter((name) => name.startsWith('content-')),
        [],
      );
    }
  });

  it('takes http and https of one host for two servers', async () => {
    const seen: HttpRequest[] = [];
    const send = (hop: HttpRequest): Promise<HttpResponse> => {
      seen.push(hop);
      const location = hop.url.href.replace('http:', 'https:');
      return Promise.resolve(testResponse(seen.length === 1 ? 302 : 200, '', [['Location', location]]));
    };
    for (const host of ['api.matter.test', 'api.matter.test:8443']) {
      seen.length = 0;
      const start = { method: 'GET', url: new URL(`http://${host}/`), headers: [['X-Api-Key', 'sbx_key']] } as const;
      await followRedirects(start, send);
      assert.deepEqual(seen.at(-1)?.headers, [], host);
      assert.equal(seen.length, 2);
      seen.length = 0;
      await followRedirects({ ...start, method: 'PUT', body: 'sbx' }, send);
      assert.equal(seen.length, 1, host);
    }
  });

  for (const status of [301, 302, 303])
    hostile('hostile:redirect', `${status} of a GET to another host`, async () => {
      redirect(status, `http://${attack.evilHost}/`);
      await attack.send(request('GET'), { allowsPrivateHost: () => Promise.resolve(true) });
      clean();
    });
  for (const status of [307, 308])
    hostile('hostile:redirect', `${status} of a POST to another host: the body stays`, async () => {
      redirect(status, `http://${attack.evilHost}/`);
      const outcome = await attack.send(request('POST', 'sbx holdings'));
      untouched();
      assert.equal('exchange' in outcome && outcome.exchange.response.status, status);
    });
  hostile('hostile:redirect', '302 of a POST to another host: a GET without the body', async () => {
    redirect(302, `http://${attack.evilHost}/`);
    await attack.send(request('POST', 'sbx holdings'), { allowsPrivateHost: () => Promise.resolve(true) });
    clean();
    assert.equal(attack.evil.received[0]?.method, 'GET');
  });
  hostile('hostile:redirect', 'to another port of the same host', async () => {
    redirect(302, `http://api.matter.test:${attack.evil.port}/`);
    await attack.send(request('GET'));
    clean();
  });
  hostile('hostile:redirect', 'with the account as a user name', async () => {
    for (const user of ['api.matter.test:x', 'api.matter.test', ':x']) {
      redirect(302, `http://${user}@${attack.evilHost}/`);
      await attack.send(request('GET'), { allowsPrivateHost: () => Promise.resolve(true) });
      untouched();
    }
  });
  hostile('hostile:redirect', 'from the token endpoint: the secret goes nowhere', async () => {
    attack.reset();
    attack.api.reply = () => ({ status: 307, headers: { Location: `http://${attack.evilHost}/` } });
    const outcome = await attack.send(request('GET'));
    untouched();
    assert.equal('error' in outcome && outcome.error.code, 'token-unavailable');
  });
  hostile('hostile:redirect', 'from https to http', async () => {
    redirect(200, '');
    const authority = new TestAuthority();
    const server = createServer(authority.issue(), (_request, response) => {
      response.writeHead(302, { Location: `${attack.origin}/plain` }).end();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const transport = createNodeTransport({ certificates: () => Promise.resolve({ ca: authority.cert }) });
    try {
      const url = new URL(`https://127.0.0.1:${(server.address() as AddressInfo).port}/`);
      const { response } = await followRedirects({ method: 'GET', url, headers: [] }, (hop) => transport.send(hop));
      assert.equal(response.status, 302);
      assert.equal(attack.api.received.length, 0);
    } finally {
      transport.dispose();
      server.close();
    }
  });
});
