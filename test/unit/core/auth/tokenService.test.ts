import assert from 'node:assert/strict';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { createAuthTransport } from '../../../../src/core/auth/authTransport.ts';
import { TokenClient } from '../../../../src/core/auth/tokenClient.ts';
import { TokenService } from '../../../../src/core/auth/tokenService.ts';
import type { Transport } from '../../../../src/core/http/transport.ts';
import { createNodeTransport } from '../../../../src/node/httpTransport.ts';
import { testCredential } from '../../../support/fakes/auth.ts';
import { ManualClock } from '../../../support/fakes/manualClock.ts';
import { startRecordingServer, type Answer, type Seen } from '../../../support/servers/recordingServer.ts';

describe('TokenService', () => {
  const transport = createNodeTransport();
  const clock = new ManualClock();
  let live: Set<string>;
  let issued: number;
  let expiresIn: number;
  let failure: number | undefined;
  let server: Awaited<ReturnType<typeof startRecordingServer>>;

  function answer({ path, authorization }: Seen): Answer {
    if (path === '/auth/v1/token') {
      if (failure !== undefined) return { status: failure };
      const token = `sbx_token_${++issued}`;
      live.add(token);
      return {
        status: 200,
        body: JSON.stringify({ access_token: token, expires_in: expiresIn, token_type: 'Bearer' }),
      };
    }
    return live.has((authorization ?? '').replace('Bearer ', ''))
      ? { status: 200, body: '{}' }
      : { status: 401, headers: { 'WWW-Authenticate': 'Bearer error="invalid_token"' } };
  }

  const tokenRequests = (): number => server.seen.filter(({ path }) => path === '/auth/v1/token').length;
  const createService = (): TokenService =>
    new TokenService(new TokenClient(transport, clock), clock, () => () => undefined);

  before(async () => {
    server = await startRecordingServer(answer);
  });
  beforeEach(() => {
    live = new Set();
    issued = 0;
    expiresIn = 3600;
    failure = undefined;
    server.seen.length = 0;
  });
  after(async () => {
    transport.dispose();
    await server.stop();
  });

  const get = (origin: string): { method: string; url: URL; headers: [] } => ({
    method: 'GET',
    url: new URL('/x', origin),
    headers: [],
  });

  it('makes 1 token request for 100 concurrent sends', async () => {
    const auth = createAuthTransport(transport, createService(), testCredential(server.origin));
    const responses = await Promise.all(Array.from({ length: 100 }, () => auth.send(get(server.origin))));
    assert.deepEqual(new Set(responses.map(({ status }) => status)), new Set([200]));
    assert.equal(tokenRequests(), 1);
  });

  it('survives a revoked token with 1 more request, for all of 100 sends', async () => {
    const auth = createAuthTransport(transport, createService(), testCredential(server.origin));
    await auth.send(get(server.origin));
    live.clear();
    const responses = await Promise.all(Array.from({ length: 100 }, () => auth.send(get(server.origin))));
    assert.deepEqual(new Set(responses.map(({ status }) => status)), new Set([200]));
    assert.equal(tokenRequests(), 2);
  });

  it('keeps the new token when the old one is refused late', async () => {
    const tokens = createService();
    const credential = testCredential(server.origin);
    const quick = createAuthTransport(transport, tokens, credential);
    await quick.send(get(server.origin));
    live.clear();
    const gate = new AbortController();
    const late: Transport = {
      async send(request, signal) {
        const response = await transport.send(request, signal);
        if (response.status === 401 && !gate.signal.aborted) await once(gate.signal, 'abort');
        return response;
      },
    };
    const slow = createAuthTransport(late, tokens, credential).send(get(server.origin));
    while (server.seen.length < 3) await delay(1); // it was refused, and does not know yet
    assert.equal((await quick.send(get(server.origin))).status, 200);
    gate.abort();
    assert.equal((await slow).status, 200);
    assert.equal(tokenRequests(), 2);
  });

  it('resends once and then shows the 401', async () => {
    const auth = createAuthTransport(transport, createService(), testCredential(server.origin));
    live.add = () => live; // the server forgets every token at once
    assert.equal((await auth.send(get(server.origin))).status, 401);
    assert.equal(tokenRequests(), 2);
    assert.equal(server.seen.length, 4);
  });

  it("never sends the token to another origin, nor past the user's own header", async () => {
    const other = await startRecordingServer(() => ({ status: 200 }));
    try {
      const auth = createAuthTransport(transport, createService(), testCredential(server.origin));
      await auth.send(get(other.origin));
      assert.equal(other.seen[0]?.authorization, undefined);
      await auth.send({ ...get(server.origin), headers: [['authorization', 'Bearer mine']] });
      assert.equal(server.seen.at(-1)?.authorization, 'Bearer mine');
      assert.equal(tokenRequests(), 0);
    } finally {
      await other.stop();
    }
  });

  it('gets a new token before the old one expires, by the clock', async () => {
    const tokens = createService();
    const credential = testCredential(server.origin);
    const first = await tokens.accessToken(credential);
    clock.advance(3000 * 1000);
    assert.equal(await tokens.accessToken(credential), first);
    clock.advance(575 * 1000); // inside the margin of 30 s
    assert.notEqual(await tokens.accessToken(credential), first);
    clock.advance(-7_200_000); // the clock was set back
    await tokens.accessToken(credential);
    assert.equal(tokenRequests(), 3);
  });

  it('keeps a short token usable: expires_in 3 gives no 401 in 20 s', async () => {
    expiresIn = 3;
    const expiry = new Map<string, number>();
    const auth = createAuthTransport(
      {
        async send(request, signal) {
          const response = await transport.send(request, signal);
          const token = `sbx_token_${issued}`;
          if (request.url.pathname === '/auth/v1/token') expiry.set(token, clock.now() + 3000);
          return response;
        },
      },
      createService(),
      testCredential(server.origin),
    );
    for (let elapsed = 0; elapsed < 20_000; elapsed += 100) {
      for (const [token, at] of expiry) if (clock.now() >= at) live.delete(token);
      assert.equal((await auth.send(get(server.origin))).status, 200);
      clock.advance(100);
    }
    assert.equal(server.seen.filter(({ path }) => path === '/x').length, 200); // none was sent twice
  });

  it('keeps the credential and says so when the server fails or refuses', async () => {
    const tokens = createService();
    const credential = testCredential(server.origin);
    failure = 503;
    await assert.rejects(tokens.accessToken(credential), { code: 'token-unavailable' });
    assert.equal(tokens.state('one'), 'offline');
    clock.advance(3000); // until then it is taken for down, and not asked
    failure = 401;
    await assert.rejects(tokens.accessToken(credential), { code: 'credentials-rejected' });
    assert.equal(tokens.state('one'), 'rejected');
    failure = undefined;
    await assert.rejects(tokens.accessToken(credential), { code: 'credentials-rejected' }); // until it is edited
    tokens.drop('one');
    await tokens.accessToken(credential);
    assert.equal(tokens.state('one'), 'ready');
  });

  it('lets one waiter cancel without the others', async () => {
    const tokens = createService();
    const credential = testCredential(server.origin);
    const controller = new AbortController();
    const cancelled = tokens.accessToken(credential, controller.signal);
    const kept = tokens.accessToken(credential);
    controller.abort();
    await assert.rejects(cancelled, { code: 'cancelled' });
    assert.equal((await kept).reveal(), 'sbx_token_1');
    assert.equal(tokenRequests(), 1);
  });
});
