import assert from 'node:assert/strict';
import { Attack, type Received, type Reply } from '../support/security/attack.ts';
import { threat } from '../support/security/threats.ts';

// T03, closer: the token goes to the right origin only where the user, the file, or that very origin chose the address.

threat('T03', 'Redirect leak: who chose the address', () => {
  const attack = new Attack();
  before(() => attack.start());
  after(() => {
    attack.stop();
  });

  const bearers = (): readonly string[] =>
    attack.api.received
      .filter(({ path, headers }) => path !== '/auth/v1/token' && headers.authorization !== undefined)
      .map(({ method, path }) => `${method} ${path}`);
  const reached = (): readonly string[] =>
    attack.api.received.filter(({ path }) => path !== '/auth/v1/token').map(({ method, path }) => `${method} ${path}`);
  const allow = { allowsPrivateHost: () => Promise.resolve(true) };
  const evilSays = (reply: (received: Received) => Reply): void => {
    attack.evil.reply = reply;
  };
  const link = (to: string): Reply => ({ body: JSON.stringify({ link: to, path: new URL(to).pathname, one: 'jobs' }) });

  for (const [method, status] of [
    ...['GET', 'HEAD', 'DELETE', 'PUT', 'OPTIONS', 'POST', 'PATCH'].map((name) => [name, 302] as const),
    ...['GET', 'DELETE', 'PUT', 'POST', 'PATCH'].map((name) => [name, 307] as const),
    ...['GET', 'DELETE', 'PUT', 'POST', 'PATCH'].map((name) => [name, 308] as const),
    ...['GET', 'POST'].map((name) => [name, 301] as const),
    ...['GET', 'PUT'].map((name) => [name, 303] as const),
  ])
    it(`a foreign server redirects ${method} by ${status} to the account's API`, async () => {
      attack.reset();
      evilSays(() => ({ status, headers: { Location: `${attack.origin}/stolen` } }));
      await attack.send(`### a\n${method} http://${attack.evilHost}/\n`, allow);
      assert.equal(attack.evil.received.length, 1);
      assert.equal(reached().length, 1); // it is followed, as anybody may ask
      assert.deepEqual(bearers(), []);
    });

  it('there and back: what the account sent elsewhere comes back without the token, and so does all after it', async () => {
    attack.reset(({ path }) => {
      if (path === '/start') return { status: 302, headers: { Location: `http://${attack.evilHost}/` } };
      return path === '/stolen' ? { status: 302, headers: { Location: '/after' } } : {};
    });
    evilSays(() => ({ status: 302, headers: { Location: `${attack.origin}/stolen` } }));
    await attack.send('### a\nGET /start\n', allow);
    assert.deepEqual(reached(), ['GET /start', 'GET /stolen', 'GET /after']);
    assert.deepEqual(bearers(), ['GET /start']);
  });

  /** Requests after one whose answer is the foreign server's; `EVIL` is its host. */
  const chains: Readonly<Record<string, string>> = {
    'a link of its body': 'GET {{one.response.body.$.link}}',
    'a link in a variable of the file': '@target = {{one.response.body.$.link}}\nGET {{target}}',
    'a link in a variable in a variable': '@a = {{one.response.body.$.link}}\n@b = {{a}}\nGET {{b}}',
    'a captured link': 'GET {{kept}}',
    'a link of a header': 'GET {{one.response.headers.X-Link}}',
    'all after the host': 'GET {{origin}}{{one.response.body.$.path}}',
    'a path of its own': 'GET {{one.response.body.$.path}}',
    'the only part of the path': 'GET /{{one.response.body.$.one}}',
    'the only part of the path, encoded': 'GET /{{%one.response.body.$.one}}',
    'the only part of the path, and a query': 'GET /{{one.response.body.$.one}}?x=1',
    'a host of its own': 'GET http://{{one.response.body.$.host}}/of-the-file',
    'the whole query': 'GET /of-the-file?{{one.response.body.$.one}}',
  };
  for (const [name, text] of Object.entries(chains))
    it(`a foreign server gives ${name}`, async () => {
      attack.reset();
      const host = new URL(attack.origin).host;
      evilSays(() => ({
        body: JSON.stringify({ link: `${attack.origin}/stolen`, path: '/stolen', one: 'jobs', host }),
        headers: { 'X-Link': `${attack.origin}/stolen` },
      }));
      const first = `### one\n# @capture kept = body.$.link\nGET http://${attack.evilHost}/\n`;
      const outcome = await attack.send(`${first}### a\n# @depends one\n${text}\n`, allow);
      assert.ok('exchange' in outcome, JSON.stringify(outcome));
      assert.equal(reached().length, 1);
      assert.deepEqual(bearers(), []);
      assert.match(outcome.exchange.response.warnings.join(), /token was not sent: http:\/\/evil\.test/);
    });

  it('a link of a link: what a response says that a foreign link led to is foreign', async () => {
    attack.reset(({ path }) => (path === '/stolen' ? link(`${attack.origin}/second`) : {}));
    evilSays(() => link(`${attack.origin}/stolen`));
    const text = [
      `### one\nGET http://${attack.evilHost}/`,
      '### two\nGET {{one.response.body.$.link}}',
      '### a\nDELETE {{two.response.body.$.link}}',
    ];
    await attack.send(text.join('\n'), allow);
    assert.deepEqual(reached(), ['GET /stolen', 'DELETE /second']);
    assert.deepEqual(bearers(), []);
  });

  it('a link that the account gave, after a redirect to a foreign server', async () => {
    attack.reset(({ path }) =>
      path === '/start' ? { status: 302, headers: { Location: `http://${attack.evilHost}/` } } : {},
    );
    evilSays(() => link(`${attack.origin}/stolen`));
    await attack.send('### one\nGET /start\n### a\nGET {{one.response.body.$.link}}\n', allow);
    assert.deepEqual(reached(), ['GET /start', 'GET /stolen']);
    assert.deepEqual(bearers(), ['GET /start']);
  });

  it('takes the token where the file, the user or the account itself chose the address', async () => {
    attack.reset(({ path }) => {
      if (path === '/start') return link(`${attack.origin}/next`);
      return path === '/next' ? { status: 302, headers: { Location: '/end' } } : {};
    });
    evilSays(() => link('http://x.test/42'));
    const text = [
      `### one\nGET http://${attack.evilHost}/`,
      '### start\nGET /start',
      '### follow\nGET {{start.response.body.$.link}}',
      '### a\n# @depends follow\nGET /of-the-file/{{one.response.body.$.one}}?id={{one.response.body.$.one}}',
    ];
    await attack.send(text.join('\n'), allow);
    assert.deepEqual(bearers(), ['GET /start', 'GET /next', 'GET /end', 'GET /of-the-file/jobs?id=jobs']);
  });
});
