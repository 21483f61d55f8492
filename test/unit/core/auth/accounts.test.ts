import assert from 'node:assert/strict';
import { parseCredential, printCredential } from '../../../../src/core/auth/credential.ts';
import { parseOrigin } from '../../../../src/core/auth/origin.ts';
import { Secret } from '../../../../src/core/secret.ts';
import { createNodeTransport } from '../../../../src/node/httpTransport.ts';
import { createTestWindow, testCredential } from '../../../support/fakes/auth.ts';
import { ManualClock } from '../../../support/fakes/manualClock.ts';
import { MemorySecrets } from '../../../support/fakes/memorySecrets.ts';
import { startRecordingServer } from '../../../support/servers/recordingServer.ts';

describe('Accounts', () => {
  const transport = createNodeTransport();
  const clock = new ManualClock();
  const right = `Basic ${Buffer.from('sbx_id:sbx_secret_right').toString('base64')}`;
  let server: Awaited<ReturnType<typeof startRecordingServer>>;

  before(async () => {
    server = await startRecordingServer(({ authorization }) =>
      authorization === right
        ? { status: 200, body: '{"access_token":"sbx_t","expires_in":3600,"token_type":"Bearer"}' }
        : { status: 401, body: '{"error":"invalid_client"}' },
    );
  });
  after(async () => {
    transport.dispose();
    await server.stop();
  });

  const account = (
    secret: string,
    label = 'Fund A',
  ): Parameters<ReturnType<typeof createTestWindow>['accounts']['signIn']>[0] => ({
    label,
    origin: server.origin,
    clientId: 'sbx_id',
    clientSecret: new Secret(secret),
  });

  it('stores nothing when the secret is refused', async () => {
    const secrets = new MemorySecrets();
    const { accounts } = createTestWindow(secrets, transport, clock);
    await assert.rejects(accounts.signIn(account('sbx_secret_wrong')), { code: 'credentials-rejected' });
    assert.equal(secrets.entries.size, 0);
    assert.equal(await accounts.active(), undefined);
  });

  it('sends and stores nothing where the address is not safe, or is more than an address', async () => {
    const secrets = new MemorySecrets();
    const { accounts } = createTestWindow(secrets, { send: () => assert.fail('something was sent') }, clock);
    const { host } = new URL(server.origin);
    for (const origin of [
      'http://a.test',
      'http://127.0.0.1.a.test',
      `ftp://${host}`,
      `${server.origin}/path`,
      `${server.origin}/?q`,
      `${server.origin}/#h`,
      `http://user:password@${host}`,
      `http://user@${host}`,
      `http://:password@${host}`,
      host,
    ])
      for (const sessionOnly of [false, true])
        await assert.rejects(
          accounts.signIn({ ...account('sbx_secret_right'), origin, sessionOnly }),
          { code: 'invalid-origin' },
          origin,
        );
    assert.equal(secrets.entries.size, 0);
    assert.deepEqual(await accounts.list(), []);
    assert.equal(await accounts.active(), undefined);
  });

  it('keeps several accounts and uses the last one signed in, or the one chosen', async () => {
    const { accounts } = createTestWindow(new MemorySecrets(), transport, clock);
    const first = await accounts.signIn(account('sbx_secret_right'));
    clock.advance(1);
    const second = await accounts.signIn(account('sbx_secret_right', 'Fund B'));
    assert.deepEqual(
      (await accounts.list()).map(({ label }) => label),
      ['Fund A', 'Fund B'],
    );
    assert.equal((await accounts.active())?.id, second.id);
    await accounts.use(first);
    assert.equal((await accounts.active())?.id, first.id);
  });

  it('lets a sign-out in one window reach the other', async () => {
    const secrets = new MemorySecrets();
    const one = createTestWindow(secrets, transport, clock);
    const two = createTestWindow(secrets, transport, clock);
    const { id } = await one.accounts.signIn(account('sbx_secret_right'));
    assert.equal((await two.accounts.active())?.id, id);
    let heard = 0;
    two.accounts.onDidChange(() => heard++);
    await one.accounts.signOut(id);
    assert.equal(await two.accounts.active(), undefined);
    assert.equal(heard, 1);
    await two.accounts.signOut(id); // idempotent
  });

  it('reads back what it writes and leaves a damaged or newer entry unused', () => {
    const credential = testCredential('https://api.example.com');
    const read = parseCredential(printCredential(credential));
    assert.equal(read?.clientSecret.reveal(), credential.clientSecret.reveal());
    for (const text of ['', '{', 'null', '{"v":2}', '{"v":1,"id":3}']) assert.equal(parseCredential(text), undefined);
  });

  it('prints no secret', () => {
    const text = `${JSON.stringify(testCredential('https://api.example.com'))}${String(new Secret('sbx_secret_x'))}`;
    assert.ok(!text.includes('sbx_secret'));
  });

  it('accepts https, and http on loopback only', () => {
    assert.equal(parseOrigin(' https://api.example.com/ '), 'https://api.example.com');
    assert.equal(parseOrigin('http://127.0.0.1:8080'), 'http://127.0.0.1:8080');
    const refused = [
      'http://example.com',
      'ftp://x',
      'x',
      'https://u:p@h',
      'https://h/path',
      'https://h/?q',
      'http://127.0.0.1.evil.com',
    ];
    for (const text of refused) assert.throws(() => parseOrigin(text), { code: 'invalid-origin' }, text);
  });
});
