import assert from 'node:assert/strict';
import { takesBearer } from '../../src/core/http/bearer.ts';
import { Attack } from '../support/security/attack.ts';
import { hostile, threat } from '../support/security/threats.ts';

threat('T01', 'Token to a foreign host', () => {
  const attack = new Attack();
  before(() => attack.start());
  beforeEach(() => {
    attack.reset();
  });
  after(() => {
    attack.stop();
  });

  it('comes with a path, and with a URL of the account itself', async () => {
    for (const url of ['/x', `${attack.origin}/x`, `HTTP://API.matter.TEST:${attack.api.port}/x`]) {
      attack.reset();
      await attack.send(`GET ${url}\n`);
      assert.equal(attack.api.received.at(-1)?.headers.authorization, `Bearer ${attack.token}`, url);
    }
  });

  /** `A`: host and port of the account; `E`: those of somebody else. */
  const urls: Readonly<Record<string, string>> = {
    'another host': 'http://E/',
    'the account as a user name': 'http://A@E/',
    'the account as user name and password': 'http://api.matter.test:x@E/',
    'user name of the account, encoded @': 'http://A%40E/',
    'a backslash instead of a slash': 'http:\\\\E\\x',
    'a backslash before @': 'http://A\\@E/',
    'a path that begins with two slashes': '//E/x',
    'a path that begins with a slash and a backslash': '/\\E/x',
    'a path with a tab between slashes': '/\t/E/x',
    'a path that begins with @': '@E/x',
    'a path that continues the host': '.E/x',
    'the account as a subdomain of another': 'http://api.matter.test.E/',
    'a longer last label': 'http://api.matter.testing:EP/',
    'another port': 'http://api.matter.test:EP/',
    'a trailing dot': 'http://api.matter.test.:EP/',
    'an encoded dot': 'http://api%2ematter%2etest.E/',
    'a dot of another script': 'http://api.matter.test。E/',
    'a letter of another script': 'http://аpi.matter.test:EP/',
    'full-width letters of another host': 'http://ｅｖｉｌ.test:EP/',
    'a soft hyphen in the name': 'http://api.mat\u00ADter.evil.test:EP/',
    'a fragment that looks like the host': 'http://E#@A/',
    'a query that looks like the host': 'http://E?@A/',
    'three slashes': 'http:///E/',
    'no slashes': 'http:E/',
  };

  for (const [name, pattern] of Object.entries(urls))
    hostile('hostile:URL', name, async () => {
      const url = pattern
        .replace(/EP/, String(attack.evil.port))
        .replaceAll(/(?<![A-Za-z])A(?![A-Za-z])/g, `api.matter.test:${attack.api.port}`)
        .replaceAll(/(?<![A-Za-z])E(?![A-Za-z])/g, attack.evilHost);
      const outcome = await attack.send(`### a\nGET ${url}\n`);
      assert.doesNotMatch(attack.loot, /sbx_token|sbx_secret|authorization/i);
      // Either it was refused, or the other server got a request without the token, or the account got a path of its own.
      const isRefused = 'error' in outcome && outcome.error.code !== 'unreachable';
      const isPath = attack.api.received.some(({ headers }) => headers.host === new URL(attack.origin).host);
      assert.ok(isRefused || attack.evil.received.length === 1 || isPath, JSON.stringify(outcome));
      // What is no whole URL names no other host, and a user name is refused wherever it would go.
      const mayReach = pattern.startsWith('http:') && !/^http:\W*[^/?#]*@/.test(pattern);
      if (!mayReach) assert.equal(attack.evil.received.length, 0, url);
    });

  it('refuses a user name or password in front of any host', async () => {
    for (const user of ['user', 'user:password', ':password', 'user:', '%75ser'])
      for (const host of [attack.evilHost, new URL(attack.origin).host]) {
        const outcome = await attack.send(`GET http://${user}@${host}/\n`);
        assert.equal('error' in outcome && outcome.error.code, 'invalid-request', user);
      }
    assert.deepEqual([attack.evil.received, attack.api.received], [[], []]);
  });

  it('stays with the account where the name of another host ends or begins like its own', async () => {
    const { port } = attack.evil;
    const names = ['evilapi.matter.test', 'evil.api.matter.test', '-api.matter.test', 'api.matter.test.evil.test'];
    for (const name of [...names, 'api.matter.testevil', 'matter.test', 'test', 'api'])
      await attack.send(`GET http://${name}:${port}/\n`);
    assert.equal(attack.evil.received.length, names.length + 4);
    assert.doesNotMatch(attack.loot, /sbx_token|sbx_secret|authorization/i);
  });

  it('does not stand beside an Authorization of the user', async () => {
    for (const name of ['Authorization', 'authorization', 'AUTHORIZATION']) {
      attack.reset();
      await attack.send(`GET /x\n${name}: Basic eDp5\n`);
      const { rawHeaders = [] } = attack.api.received.at(-1) ?? {};
      const values = rawHeaders.filter(
        (_, at) => rawHeaders[at - 1]?.toLowerCase() === 'authorization' && at % 2 === 1,
      );
      assert.deepEqual(values, ['Basic eDp5'], name);
    }
  });

  it('goes to https only where the account has https', () => {
    const request = (url: string): boolean =>
      takesBearer({ url: new URL(url), headers: [] }, 'https://api.matter.test');
    assert.equal(request('https://api.matter.test/x'), true);
    assert.equal(request('https://api.matter.test:443/x'), true);
    for (const url of [
      'http://api.matter.test/x',
      'http://api.matter.test:443/x',
      'https://api.matter.test:80/x',
      'https://evilapi.matter.test/x',
      'https://evil.api.matter.test/x',
    ])
      assert.equal(request(url), false, url);
  });
});
