import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { followRedirects } from '../../src/core/http/redirect.ts';
import { createNodeTransport } from '../../src/node/httpTransport.ts';
import { Attack } from '../support/attack.ts';
import { TestAuthority } from '../support/certificates.ts';
import { hostile, threat } from '../support/threats.ts';

threat('T03', 'Redirect leak', () => {
  const attack = new Attack();
  before(() => attack.start());
  after(() => {
    attack.stop();
  });

  const redirect = (status: number, to: string): void => {
    attack.reset(() => ({ status, headers: { Location: to } }));
  };
  const request = (method: string, body = ''): string =>
    `### a\n${method} /start\nX-Api-Key: sbx_key_12345678\nCookie: sbx=cookie\nProxy-Authorization: Basic sbx\n${body === '' ? '' : `\n${body}`}`;
  const untouched = (): void => {
    assert.equal(attack.evil.received.length, 0);
  };
  const clean = (): void => {
    assert.equal(attack.evil.received.length, 1);
    assert.doesNotMatch(attack.loot, /sbx/);
    assert.doesNotMatch(attack.loot, /authorization|cookie|api-key/i);
  };

  it('takes the token along on the way within the account', async () => {
    attack.reset(({ path }) => (path === '/start' ? { status: 302, headers: { Location: '/next' } } : {}));
    await attack.send(request('GET'));
    assert.equal(attack.api.received.at(-1)?.path, '/next');
    assert.equal(attack.api.received.at(-1)?.headers.authorization, `Bearer ${attack.token}`);
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
    redirect(302, `http://api.matter.test:x@${attack.evilHost}/`);
    await attack.send(request('GET'));
    untouched();
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
