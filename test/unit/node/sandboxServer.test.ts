import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { AppError } from '../../../src/core/appError.ts';
import { Secret } from '../../../src/core/secret.ts';
import { startSandboxServer, type SandboxServer, type SandboxServerOptions } from '../../../src/node/sandboxServer.ts';

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

function send(url: string, method = 'GET', headers: OutgoingHttpHeaders = {}, body?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const basic = ({ clientId, clientSecret }: SandboxServer): OutgoingHttpHeaders => ({
  authorization: `Basic ${btoa(`${clientId}:${clientSecret.reveal()}`)}`,
});

describe('the sandbox server', () => {
  const running: SandboxServer[] = [];
  const started = async (options?: SandboxServerOptions): Promise<SandboxServer> => {
    const server = await startSandboxServer(options);
    running.push(server);
    return server;
  };
  afterEach(async () => {
    await Promise.all(running.splice(0).map((server) => server.stop()));
  });

  it('listens on 127.0.0.1 with a credential of its own for each run', async () => {
    const [one, other] = [await started(), await started()];
    assert.match(one.origin, /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.match(one.clientId, /^sbx_[0-9a-f]+$/);
    assert.match(one.clientSecret.reveal(), /^sbx_secret_[0-9a-f]+$/);
    assert.notEqual(one.clientId, other.clientId);
    assert.notEqual(one.clientSecret.reveal(), other.clientSecret.reveal());
  });

  it('serves token, job and result over the real socket, and counts the requests', async () => {
    const server = await started({ readyAfterMs: 0 });
    const token = await send(`${server.origin}/auth/v1/token`, 'POST', basic(server));
    const { access_token: value, expires_in: lifetime } = JSON.parse(token.body) as Record<string, unknown>;
    assert.equal(lifetime, 3600);
    const headers = { authorization: `Bearer ${String(value)}`, 'content-type': 'application/json' };
    const url = `${server.origin}/partner-api/v1/analysis/jobs?external_id=A`;
    const created = await send(url, 'POST', headers, '{"holdings":[{"id_value":"A","weight":1}]}');
    assert.equal(created.status, 201);
    const result = await send(url, 'GET', headers);
    assert.equal(result.status, 200);
    assert.equal(result.headers['content-type'], 'application/json');
    assert.equal((JSON.parse(result.body) as Record<string, unknown>)['sample_data'], true);
    assert.equal(server.requestCount, 3);
  });

  it('takes a given credential and token lifetime', async () => {
    const credential = { clientId: 'sbx_mine', clientSecret: new Secret('sbx_secret_mine') };
    const server = await started({ credential, tokenLifetimeSeconds: 7 });
    const { status, body } = await send(`${server.origin}/auth/v1/token`, 'POST', basic(server));
    assert.equal(status, 200);
    assert.match(body, /"expires_in":7,/);
  });

  it('has results ready after three seconds unless told otherwise', async () => {
    const server = await started();
    const token = await send(`${server.origin}/auth/v1/token`, 'POST', basic(server));
    const { access_token: value } = JSON.parse(token.body) as Record<string, unknown>;
    const headers = { authorization: `Bearer ${String(value)}` };
    const url = `${server.origin}/partner-api/v1/analysis/jobs?external_id=A`;
    await send(url, 'POST', headers, '{"holdings":[{"id_value":"A","weight":1}]}');
    assert.equal((await send(url, 'GET', headers)).status, 202);
  });

  it('takes a body of 1 MB, and answers 413 to a larger one', async () => {
    const server = await started();
    const url = `${server.origin}/auth/v1/token`;
    assert.equal((await send(url, 'POST', basic(server), 'x'.repeat(1_000_000))).status, 200);
    assert.equal((await send(url, 'POST', basic(server), 'x'.repeat(1_000_001))).status, 413);
    const chunked = { ...basic(server), 'transfer-encoding': 'chunked' };
    assert.equal((await send(url, 'POST', chunked, 'x'.repeat(1_500_000))).status, 413);
  });

  it('takes 64 connections and no more', async () => {
    const { origin } = await started();
    const port = Number(new URL(origin).port);
    const sockets = Array.from({ length: 64 }, () => connect(port, '127.0.0.1'));
    await Promise.all(sockets.map((socket) => once(socket, 'connect')));
    const last = connect(port, '127.0.0.1').resume();
    last.on('error', () => undefined); // a reset is as good as an end
    await once(last, 'close');
    assert.ok(sockets.every((socket) => !socket.destroyed));
    for (const socket of sockets) socket.destroy();
  });

  it('says that a port is busy, and the way out', async () => {
    const port = Number(new URL((await started()).origin).port);
    await assert.rejects(startSandboxServer({ port }), (error) => {
      assert.ok(error instanceof AppError && error.code === 'sandbox');
      assert.match(error.message, new RegExp(`Port ${port} is in use\\. Choose another one, or 0`));
      return true;
    });
    await assert.rejects(startSandboxServer({ port: 70_000 }), { code: 'sandbox' });
  });

  it('closes every connection at stop, tells once, and can be stopped twice', async () => {
    const server = await started();
    let told = 0;
    server.onDidStop(() => told++);
    const socket = connect(Number(new URL(server.origin).port), '127.0.0.1').resume();
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    const closed = once(socket, 'close');
    await server.stop();
    await closed;
    await server.stop();
    assert.equal(told, 1);
    await assert.rejects(send(server.origin), { code: 'ECONNREFUSED' });
  });

  it('stops by itself when nobody asks', async () => {
    const server = await started({ idleMs: 10 });
    const keepAlive = setTimeout(() => undefined, 5000); // its own timer does not keep the process
    await new Promise<void>((resolve) => server.onDidStop(resolve));
    clearTimeout(keepAlive);
    await assert.rejects(send(server.origin), { code: 'ECONNREFUSED' });
  });
});
