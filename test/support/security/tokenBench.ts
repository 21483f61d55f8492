import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ErrorCode } from '../../../src/core/appError.ts';
import type { Credential } from '../../../src/core/auth/credential.ts';
import type { HttpRequest } from '../../../src/core/http/httpMessage.ts';
import { Secret } from '../../../src/core/secret.ts';
import { createNodeTransport } from '../../../src/node/httpTransport.ts';
import { createTestWindow } from '../fakes/auth.ts';
import { ManualClock } from '../fakes/manualClock.ts';
import { MemorySecrets } from '../fakes/memorySecrets.ts';
import { startRecordingServer, type Answer, type Seen } from '../servers/recordingServer.ts';

type Server = Awaited<ReturnType<typeof startRecordingServer>>;
export const tokenPath = '/auth/v1/token';
const secret = 'sbx_secret_test_1234';

/** A signed-in window, and a server that gives `sbx_token_1`, `sbx_token_2`... and takes each until it expires. */
export class TokenBench {
  readonly clock = new ManualClock();
  readonly folder = mkdtempSync(join(tmpdir(), 'matter-token-'));
  readonly transport = createNodeTransport({ folder: this.folder });
  readonly window = createTestWindow(new MemorySecrets(), this.transport, this.clock);
  readonly tokens = this.window.tokens;
  /** How the token endpoint answers; while it is undefined, it gives a token. */
  onToken: ((seen: Seen) => Answer | undefined | Promise<Answer | undefined>) | undefined;
  onApi: ((seen: Seen) => Answer | undefined) | undefined;
  fields = ',"expires_in":3600';
  server!: Server;
  #live = new Map<string, number>();
  #issued = 0;

  async start(): Promise<void> {
    this.server = await startRecordingServer(async (seen) => {
      if (seen.path !== tokenPath) return this.onApi?.(seen) ?? this.#api(seen);
      const usual = this.#issue();
      return (await this.onToken?.(seen)) ?? usual;
    });
    await this.signIn();
    this.server.seen.length = 0;
  }

  async signIn(clientSecret = secret): Promise<void> {
    const clientId = 'sbx_test_client';
    const account = { id: 'one', label: 'Test', origin: this.server.origin, clientId };
    await this.window.accounts.signIn({ ...account, clientSecret: new Secret(clientSecret) });
  }

  async credential(): Promise<Credential> {
    const credential = await this.window.accounts.active();
    assert.ok(credential, 'the credentials are gone');
    return credential;
  }

  async token(signal?: AbortSignal): Promise<string> {
    return (await this.tokens.accessToken(await this.credential(), signal)).reveal();
  }

  async send(change: Partial<HttpRequest> = {}): Promise<number> {
    const { transport } = this.window.senders.for(await this.credential());
    const url = new URL('/x', this.server.origin);
    return (await transport.send({ method: 'GET', url, headers: [], ...change })).status;
  }

  tokenRequests = (): number => this.server.seen.filter(({ path }) => path === tokenPath).length;
  apiRequests = (): readonly Seen[] => this.server.seen.filter(({ path }) => path !== tokenPath);

  /** Nothing of it is used, kept or quoted; the credentials stay. */
  async fails(code: ErrorCode, message: RegExp): Promise<void> {
    await assert.rejects(this.send(), (error: Error & { code?: unknown }) => {
      assert.equal(error.code, code);
      assert.match(error.message, message);
      assert.doesNotMatch(`${error.message} ${String(error.cause)}`, /sbx_/);
      return true;
    });
    assert.deepEqual(this.apiRequests(), [], 'it was sent without a token');
    assert.equal(this.tokens.state('one'), code === 'credentials-rejected' ? 'rejected' : 'offline');
    assert.equal((await this.credential()).clientSecret.reveal(), secret);
  }

  async stop(): Promise<void> {
    this.transport.dispose();
    await this.server.stop();
    rmSync(this.folder, { recursive: true });
  }

  #issue(): Answer {
    const token = `sbx_token_${++this.#issued}`;
    this.#live.set(token, this.clock.now() + 3600_000);
    return { status: 200, body: `{"access_token":"${token}","token_type":"Bearer"${this.fields}}` };
  }

  #api({ authorization = '' }: Seen): Answer {
    return this.clock.now() < (this.#live.get(authorization.replace('Bearer ', '')) ?? 0)
      ? { status: 200, body: '{}' }
      : { status: 401, headers: { 'WWW-Authenticate': 'Bearer error="invalid_token"' } };
  }
}

export function onBench(check: (bench: TokenBench) => Promise<void>): () => Promise<void> {
  return async () => {
    const bench = new TokenBench();
    await bench.start();
    try {
      await check(bench);
    } finally {
      await bench.stop();
    }
  };
}
