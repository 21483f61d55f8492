import assert from 'node:assert/strict';
import { RunHarness } from '../../../support/servers/runHarness.ts';

describe('redirects, at a real server', () => {
  const harness = new RunHarness();
  before(() => harness.start());
  after(() => {
    harness.stop();
  });

  it('are followed; a POST becomes a GET, 307 keeps it', async () => {
    assert.equal((await harness.echoOf('POST /redirect/302?to=/b\n\nx')).method, 'GET');
    const kept = await harness.echoOf('POST /redirect/307?to=/b\n\nx');
    assert.deepEqual([kept.method, kept.body, kept.path], ['POST', 'x', '/b']);
  });

  it('to another origin take harmless headers only, and no body', async () => {
    const { headers } = await harness.echoOf(
      `GET /redirect/302?to=${harness.other}/b\nAccept: text/x\nX-Key: sbx_key\nAuthorization: Bearer sbx_token`,
    );
    assert.deepEqual([headers['accept'], headers['x-key'], headers['authorization']], ['text/x', undefined, undefined]);
    const count = harness.seenElsewhere.length;
    const { response } = await harness.create(`### a\nPOST /redirect/307?to=${harness.other}/b\n\nx`).send('a');
    assert.deepEqual([response.status, harness.seenElsewhere.length], [307, count]);
  });

  it('end after 5, at another protocol, and with @no-redirect', async () => {
    const loop = await harness.create('### a\nGET /redirect/302?to=/redirect/302').send('a');
    assert.equal(loop.response.status, 302);
    for (const to of ['file:///etc/passwd', 'ftp://h/', '', 'http://u:p@h/'])
      assert.equal(
        (await harness.create(`### a\nGET /redirect/302?to=${encodeURIComponent(to)}`).send('a')).response.status,
        302,
      );
    const kept = await harness.create('### a\n# @no-redirect\nGET /redirect/302?to=/b').send('a');
    assert.deepEqual([kept.response.status, kept.redirects], [302, []]);
    assert.deepEqual((await harness.create('### a\nGET /redirect/301?to=/b').send('a')).redirects, [
      `${harness.origin}/b`,
    ]);
  });
});
