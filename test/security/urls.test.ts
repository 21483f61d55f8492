import assert from 'node:assert/strict';
import { takesBearer } from '../../src/core/http/bearer.ts';
import { Attack } from '../support/attack.ts';
import { hostile, threat } from '../support/threats.ts';

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
    });

  it('goes to https only where the account has https', () => {
    const request = (url: string): boolean =>
      takesBearer({ url: new URL(url), headers: [] }, 'https://api.matter.test');
    assert.equal(request('https://api.matter.test/x'), true);
    assert.equal(request('https://api.matter.test:443/x'), true);
    for (const url of ['http://api.matter.test/x', 'http://api.matter.test:443/x', 'https://api.matter.test:80/x'])
      assert.equal(request(url), false, url);
  });
});
