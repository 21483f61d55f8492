import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { Senders } from '../../src/core/auth/senders.ts';
import type { ByteSource } from '../../src/core/http/body.ts';
import type { HttpRequest } from '../../src/core/http/httpMessage.ts';
import { Redactor } from '../../src/core/http/redactor.ts';
import type { Transport } from '../../src/core/http/transport.ts';
import { mask, Secret } from '../../src/core/secret.ts';
import { createNodeTransport } from '../../src/node/httpTransport.ts';
import { testCredential } from '../support/fakes/auth.ts';
import { ManualClock } from '../support/fakes/manualClock.ts';
import { startRawServer } from '../support/servers/rawServer.ts';
import { startRecordingServer } from '../support/servers/recordingServer.ts';
import { runMatter, type MatterResult } from '../support/servers/runMatter.ts';
import { threat } from '../support/security/threats.ts';

// T04, closer: what the guard of all requests looks at, which requests have it, and which tokens it knows.

/** With characters that look different in each encoding. */
const token = 'sbx_token+prey/12~34==';

threat('T04', 'Secret through a variable: the guard', () => {
  let got = '';
  let server: Awaited<ReturnType<typeof startRawServer>>;
  let transport: Transport;
  const inner = createNodeTransport();
  before(async () => {
    server = await startRawServer((socket, head) => {
      const size = head.indexOf('\r\n\r\n') + 4 + Number(/^content-length: (\d+)/im.exec(head)?.[1]);
      const take = (text: string): void => {
        got += text;
        if (got.length >= size) socket.end('HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      };
      socket.on('data', (chunk: Buffer) => {
        take(chunk.toString('latin1'));
      });
      take(head);
    });
    const senders = new Senders(inner, new ManualClock(), new Redactor());
    const account = testCredential('https://api.example.com', { clientSecret: new Secret(token) });
    ({ transport } = senders.for(account));
  });
  after(async () => {
    inner.dispose();
    await server.stop();
  });
  beforeEach(() => {
    got = '';
  });

  const send = (change: Partial<HttpRequest>, path = '/'): Promise<unknown> =>
    transport.send({ method: 'POST', url: new URL(path, server.origin), headers: [], ...change });
  /** Everything that was on its way has arrived. */
  const arrived = async (): Promise<void> => {
    while (server.openSockets() > 0) await setImmediate();
  };
  const refused = { code: 'invalid-request', message: /holds a secret of your account/ };
  const base64 = (text: string): string => Buffer.from(text).toString('base64');

  const forms: Readonly<Record<string, string>> = {
    'as it is': token,
    'as part of a URL': encodeURIComponent(token),
    'as part of a URL, in small letters': encodeURIComponent(token).toLowerCase(),
    'as base64': base64(token),
    'as base64 of a login': base64(`user:${token}:x`),
    'as base64 behind one character': base64(`x${token}`),
    'as base64 for URLs': Buffer.from(`xy${token}`).toString('base64url'),
    'as hexadecimal digits': Buffer.from(token).toString('hex'),
    'as hexadecimal digits, in capitals': Buffer.from(token).toString('hex').toUpperCase(),
  };
  for (const [name, form] of Object.entries(forms))
    it(`stops a secret ${name}`, async () => {
      const bytes = new TextEncoder().encode(`a=${form}&b`);
      await assert.rejects(send({ headers: [['X-A', `x ${form}`]] }), refused);
      await assert.rejects(send({ body: `a=${form}&b` }), refused);
      await assert.rejects(send({ body: bytes }), refused);
      await assert.rejects(send({ body: sourceOf([bytes]) }), refused);
      await assert.rejects(send({}, `/${form}/x?y=${form}`), refused);
      await arrived();
      assert.ok(!got.includes(form), got);
    });

  const chunk = Buffer.alloc(65_536, 'x');
  const padding = Array<Uint8Array>(20).fill(chunk);
  const whole = Buffer.from(token);
  const large: Readonly<Record<string, readonly Uint8Array[]>> = {
    first: [whole, ...padding],
    'at the end': [...padding, whole],
    'in the middle of a chunk': [...padding, Buffer.concat([chunk, whole, chunk]), ...padding],
    'cut by the border of two chunks': [...padding, whole.subarray(0, 9), whole.subarray(9), ...padding],
    'cut in the last chunk': [...padding, Buffer.concat([chunk, whole.subarray(0, 21)]), whole.subarray(21)],
    'in chunks of one byte': [...padding, ...[...whole].map((byte) => Uint8Array.of(byte)), ...padding],
  };
  for (const [name, chunks] of Object.entries(large))
    it(`stops a body of more than 1 MB with a secret ${name}`, async () => {
      await assert.rejects(send({ body: sourceOf(chunks) }), refused);
      await arrived();
      assert.ok(!got.includes(token));
    });

  it('sends a large body without a secret as it is', async () => {
    const chunks = [...padding, Buffer.from('sbx_token+'), Buffer.from('é end')];
    await send({ body: sourceOf(chunks) });
    assert.ok(got.endsWith(`\r\n\r\n${Buffer.concat(chunks).toString('latin1')}`));
  });
});

function sourceOf(chunks: readonly Uint8Array[]): ByteSource {
  return {
    sizeBytes: chunks.reduce((sum, { length }) => sum + length, 0),
    async *chunks() {
      await Promise.resolve();
      yield* chunks;
    },
  };
}

threat('T04', 'Secret through a variable: the command line', () => {
  const dir = mkdtempSync(join(tmpdir(), 'matter-guard-'));
  const file = join(dir, 'a.matter');
  const secret = 'sbx_secret_cli_1234567890';
  type Server = Awaited<ReturnType<typeof startRecordingServer>>;
  let [account, other]: (Server | undefined)[] = [];
  before(async () => {
    account = await startRecordingServer(({ path, authorization }) => ({
      status: 200,
      body: JSON.stringify(
        path === '/auth/v1/token'
          ? { access_token: token, token_type: 'Bearer', expires_in: 3600 }
          : { sent: authorization?.replace('Bearer ', '') },
      ),
    }));
    other = await startRecordingServer(() => ({ status: 200, body: '{}' }));
  });
  after(async () => {
    rmSync(dir, { recursive: true });
    await Promise.all([account?.stop(), other?.stop()]);
  });

  /** After a request whose answer is the token. */
  function run(request: string): Promise<MatterResult> {
    writeFileSync(file, `### one\nGET /echo\n### a\n${request.replaceAll('OTHER', other?.origin ?? '')}\n`);
    const env = { MATTER_CLIENT_ID: 'sbx_cli_client', MATTER_CLIENT_SECRET: secret };
    return runMatter(['run', '--show-body', '--origin', account?.origin ?? '', file], env);
  }
  const requests: Readonly<Record<string, string>> = {
    'the token that a server echoed': 'GET OTHER/?x={{%one.response.body.$.sent}}',
    'that token, without the account': '# @no-auth\nPOST OTHER/\n\n{{one.response.body.$.sent}}',
    'the client secret': `POST OTHER/\n\n${secret}`,
    'the client secret, without the account': `# @no-auth\nGET OTHER/?x=${secret}`,
    'the token in the Authorization for somebody else':
      'GET OTHER/\nAuthorization: Bearer {{one.response.body.$.sent}}',
  };
  for (const [name, request] of Object.entries(requests))
    it(`does not hand on ${name}`, async () => {
      const { code, out, err } = await run(request);
      assert.equal(code, 2, out + err);
      assert.match(out, /holds a secret of your account/);
      for (const value of [token, secret]) assert.ok(!(out + err).includes(value), out + err);
      assert.deepEqual(other?.seen, []);
    });

  it('lets the token go back to the account', async () => {
    const { code, out, err } = await run('GET /back\nAuthorization: Bearer {{one.response.body.$.sent}}');
    assert.equal(code, 0, out + err);
    assert.match(out, /"sent"/);
    assert.ok(!out.includes(token)); // it was echoed, and is not shown
    assert.deepEqual(account?.seen.at(-1), {
      method: 'GET',
      path: '/back',
      authorization: `Bearer ${token}`,
      body: '',
    });
  });
});

threat('T04', 'Secret through a variable: tokens that are known', () => {
  it('knows a replaced token until its end, and none of an account that was signed out', async () => {
    let count = 0;
    const server = await startRecordingServer(() => ({
      status: 200,
      body: JSON.stringify({ access_token: `sbx_token_number_${++count}`, token_type: 'Bearer', expires_in: 3600 }),
    }));
    const [clock, redactor, transport] = [new ManualClock(), new Redactor(), createNodeTransport()];
    const { tokens } = new Senders(transport, clock, redactor);
    const credential = testCredential(server.origin);
    const known = (): readonly number[] =>
      [1, 2, 3].filter((number) => redactor.redact(`sbx_token_number_${number}`).includes(mask));
    const next = async (seconds: number): Promise<string> => {
      clock.advance(seconds * 1000);
      return (await tokens.accessToken(credential)).reveal();
    };
    try {
      assert.equal(await next(0), 'sbx_token_number_1');
      const refreshed = new Promise<void>((resolve) => {
        tokens.onDidChange((id) => {
          if (tokens.state(id) === 'ready') resolve();
        });
      });
      assert.equal(await next(3400), 'sbx_token_number_1'); // the next one comes meanwhile
      await refreshed;
      assert.equal(await next(0), 'sbx_token_number_2');
      assert.deepEqual(known(), [1, 2]); // the first still opens the account
      assert.equal(await next(3575), 'sbx_token_number_3');
      assert.deepEqual(known(), [2, 3]); // its end is over
      tokens.drop(credential.id);
      assert.deepEqual(known(), []);
    } finally {
      tokens.dispose();
      transport.dispose();
      await server.stop();
    }
  });
});

threat('T04', 'Secret through a variable: signed out', () => {
  it('stops the secret of an account also where nobody is signed in', async () => {
    const inner = createNodeTransport();
    const senders = new Senders(inner, new ManualClock(), new Redactor());
    senders.registerLogin(testCredential('https://api.example.com', { clientSecret: new Secret(token) }));
    const server = await startRecordingServer(() => ({ status: 200, body: '{}' }));
    try {
      const request = { method: 'POST', url: new URL('/', server.origin), headers: [], body: `x=${token}` };
      await assert.rejects(senders.for().transport.send(request), { code: 'invalid-request' });
      assert.deepEqual(server.seen, []);
      await senders.for().transport.send({ ...request, body: 'x=1' });
      assert.equal(server.seen.length, 1);
    } finally {
      senders.dispose();
      inner.dispose();
      await server.stop();
    }
  });
});
