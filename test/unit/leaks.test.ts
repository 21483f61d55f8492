import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { Redactor } from '../../src/core/http/redactor.ts';
import { Runner } from '../../src/core/run/runner.ts';
import { Secret } from '../../src/core/secret.ts';
import { parseMatter } from '../../src/core/syntax/parse.ts';
import { createNodeTransport } from '../../src/node/httpTransport.ts';
import { createTestWindow } from '../support/fakes/auth.ts';
import { runnerPorts } from '../support/fakes/runnerPorts.ts';
import { ManualClock } from '../support/fakes/manualClock.ts';
import { MemorySecrets } from '../support/fakes/memorySecrets.ts';
import { startRecordingServer } from '../support/servers/recordingServer.ts';

/** Fresh canaries in each run, so that no mask can be written for them. */
const secret = `sbx_canary_${randomBytes(12).toString('hex')}`;
const token = `sbx_token_${randomBytes(12).toString('hex')}`;
const basic = Buffer.from(`sbx_id:${secret}`).toString('base64');

function assertClean(text: string): void {
  for (const canary of [secret, token, basic]) assert.ok(!text.includes(canary), `${canary.slice(0, 10)} leaked`);
}

describe('no secret leaks', () => {
  const transport = createNodeTransport();
  const secrets = new MemorySecrets();
  let answer = { status: 200, body: JSON.stringify({ access_token: token, expires_in: 60, token_type: 'Bearer' }) };
  let server: Awaited<ReturnType<typeof startRecordingServer>>;

  before(async () => {
    server = await startRecordingServer(({ path }) =>
      path === '/auth/v1/token' ? answer : { status: 200, body: '{}' },
    );
  });
  after(async () => {
    transport.dispose();
    await server.stop();
  });

  const account = (): { label: string; origin: string; clientId: string; clientSecret: Secret } => ({
    label: 'Test',
    origin: server.origin,
    clientId: 'sbx_id',
    clientSecret: new Secret(secret),
  });

  it('into exchanges, accounts, services or their inspection', async () => {
    const { accounts, senders, tokens } = createTestWindow(secrets, transport, new ManualClock());
    const credential = await accounts.signIn(account());
    const tree = parseMatter('### a\nGET /x\n');
    const runner = new Runner(tree, runnerPorts(senders.for(credential), new ManualClock()));
    const exchange = await runner.run(tree.requests[0]!);
    assert.ok(server.seen.some(({ authorization }) => authorization === `Bearer ${token}`)); // it was really sent
    for (const value of [exchange, credential, await accounts.list(), accounts, senders, tokens, runner]) {
      assertClean(inspect(value, { depth: 20, showHidden: true }) + JSON.stringify(value));
    }
  });

  it('into errors, whatever the token endpoint answers', async () => {
    const { accounts } = createTestWindow(secrets, transport, new ManualClock());
    const body = `{"access_token":"${token}\\n","echo":"${secret} ${basic}"`;
    for (const status of [200, 302, 400, 401, 403, 429, 500]) {
      answer = { status, body: status === 200 ? `${body},"token_type":"mac"}` : body };
      await assert.rejects(accounts.signIn(account()), (error: unknown) => {
        assertClean(inspect(error, { depth: 20, showHidden: true }));
        return true;
      });
    }
  });

  it('past the redactor, and a planted leak would be seen', () => {
    assert.throws(() => {
      assertClean(`log: ${secret}`);
    });
    const redactor = new Redactor();
    for (const value of [secret, token]) redactor.register(new Secret(value));
    assertClean(redactor.redact(`log: ${secret} Bearer ${token} Basic ${basic} ${encodeURIComponent(secret)}`));
  });
});
