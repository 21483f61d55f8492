import assert from 'node:assert/strict';
import { request, type IncomingHttpHeaders } from 'node:http';
import { startSandboxServer, type SandboxServer } from '../../../src/node/sandboxServer.ts';

interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly json: Record<string, unknown>;
}

const jobs = '/partner-api/v1/analysis/jobs?external_id=';
const body = '{"holdings":[{"id_value":"US0378331005","weight":0.5}],"default_id_scheme":"ISIN"}';

describe('SandboxServer', () => {
  let server: SandboxServer;
  let bearer: string;

  function call(method: string, path: string, headers: Record<string, string> = {}, text = ''): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const outgoing = request(new URL(path, server.origin), { method, headers, agent: false }, (incoming) => {
        let received = '';
        incoming.setEncoding('utf8').on('data', (chunk: string) => (received += chunk));
        incoming.on('end', () => {
          const json = JSON.parse(received === '' ? '{}' : received) as Record<string, unknown>;
          resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, json });
        });
      });
      outgoing.on('error', reject).end(text);
    });
  }

  const basic = (user: string, password: string): string =>
    `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const api = (method: string, id: string, text = ''): Promise<Reply> =>
    call(method, jobs + id, { authorization: bearer }, text);

  async function signIn(): Promise<void> {
    const { json } = await call('POST', '/auth/v1/token', {
      authorization: basic(server.clientId, server.clientSecret.reveal()),
    });
    bearer = `Bearer ${String(json['access_token'])}`;
  }

  before(async () => {
    server = await startSandboxServer({ readyAfterMs: 50, tokenLifetimeSeconds: 60 });
    await signIn();
  });
  after(() => server.stop());

  it('gives a token to its own credential only, and never repeats another one', async () => {
    for (const [user, password] of [
      ['real_id', 'real_password_1'],
      [server.clientId, 'x'],
      ['sbx_x', 'y'],
    ] as const) {
      const { status, headers, json } = await call('POST', '/auth/v1/token', { authorization: basic(user, password) });
      assert.deepEqual([status, json['error']], [401, 'invalid_client']);
      assert.match(headers['www-authenticate'] ?? '', /^Basic/);
      assert.ok(!JSON.stringify(json).includes('real_'));
    }
    assert.equal((await call('GET', '/auth/v1/token')).status, 405);
  });

  it('creates a job once, and gives its result when it is ready', async () => {
    const created = await api('POST', 'EX-1', body);
    assert.equal(created.status, 201);
    assert.match(String(created.json['created']), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/);
    assert.equal((await api('POST', 'EX-1', body)).status, 409);
    assert.equal((await api('GET', 'EX-1')).status, 202);
    await new Promise((resolve) => setTimeout(resolve, 60));
    const first = await api('GET', 'EX-1');
    assert.deepEqual([first.status, first.json['sample_data'], first.json['holdings_matched']], [200, true, 1]);
    assert.deepEqual((await api('GET', 'EX-1')).json, first.json);
    assert.equal((await api('GET', 'EX-none')).status, 404);
  });

  const bad: readonly (readonly [string, string, RegExp])[] = [
    ['bad id!', body, /^external_id:/],
    ['a', 'no json', /^body:/],
    ['a', '{}', /^holdings:/],
    ['a', '{"holdings":[5]}', /^holdings\[0\]:/],
    ['a', '{"holdings":[{"weight":1}]}', /^holdings\[0\]\.id_value:/],
    ['a', '{"holdings":[{"id_value":"X","weight":"1"}]}', /^holdings\[0\]\.weight:/],
    ['a', '{"holdings":[{"id_value":"X","weight":1}],"default_id_scheme":5}', /^default_id_scheme:/],
  ];
  for (const [id, text, message] of bad) {
    it(`answers 422 and names the field: ${String(message)}`, async () => {
      const { status, json } = await api('POST', encodeURIComponent(id), text);
      assert.equal(status, 422);
      assert.match(String(json['message']), message);
    });
  }

  it('answers 401 without a token, with a wrong one, and after sbx-revoke', async () => {
    assert.equal((await call('GET', `${jobs}x`)).status, 401);
    const wrong = await call('GET', `${jobs}x`, { authorization: 'Bearer nope' });
    assert.equal(wrong.headers['www-authenticate'], 'Bearer error="invalid_token"');
    assert.equal((await api('POST', 'sbx-revoke-1', body)).status, 201);
    assert.equal((await api('GET', 'sbx-revoke-1')).status, 401);
    await signIn();
  });

  it('fails, limits and delays as the external id asks', async () => {
    for (const id of ['sbx-fail-1', 'sbx-429-1', 'sbx-slow-1']) assert.equal((await api('POST', id, body)).status, 201);
    assert.equal((await api('GET', 'sbx-fail-1')).status, 500);
    const limited = await api('GET', 'sbx-429-1');
    assert.deepEqual([limited.status, limited.headers['retry-after']], [429, '1']);
    assert.equal((await api('GET', 'sbx-429-1')).status, 429);
    await new Promise((resolve) => setTimeout(resolve, 60));
    assert.equal((await api('GET', 'sbx-429-1')).status, 200);
    assert.equal((await api('GET', 'sbx-slow-1')).status, 202);
  });

  it('refuses pages, foreign hosts and large bodies', async () => {
    const refused: readonly Record<string, string>[] = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { host: 'evil.example' },
      { host: '127.0.0.1' },
    ];
    for (const headers of refused) {
      const { status, headers: out } = await call('GET', '/', headers);
      assert.equal(status, 403);
      assert.equal(out['access-control-allow-origin'], undefined);
    }
    assert.equal((await call('POST', `${jobs}big`, { authorization: bearer }, 'x'.repeat(1_000_001))).status, 413);
    assert.equal((await call('GET', '/../../etc/passwd', { authorization: bearer })).status, 404);
  });

  it('names a busy port', async () => {
    await assert.rejects(startSandboxServer({ port: Number(new URL(server.origin).port) }), {
      code: 'sandbox',
      message: /in use/,
    });
  });
});
