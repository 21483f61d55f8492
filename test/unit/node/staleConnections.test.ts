import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { TokenClient } from '../../../src/core/auth/tokenClient.ts';
import { createNodeTransport } from '../../../src/node/httpTransport.ts';
import { systemClock } from '../../../src/node/systemClock.ts';
import { testCredential } from '../../support/fakes/auth.ts';

const token = '{"access_token":"sbx_token","token_type":"Bearer"}';
const answer = `HTTP/1.1 200 OK\r\nContent-Length: ${token.length}\r\n\r\n${token}`;

/** Answers the first request of each connection, and tears it at the second: as one that was idle for too long. */
async function withTearingServer(use: (origin: string, heads: readonly string[]) => Promise<void>): Promise<void> {
  const heads: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    let requests = 0;
    socket.on('data', (chunk: Buffer) => {
      heads.push(chunk.toString().split('\r\n')[0] ?? '');
      if (++requests === 1) socket.write(answer);
      else socket.resetAndDestroy();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, heads);
  } finally {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
}

describe('a kept connection that its server has closed', () => {
  it('a token request is sent once more, on a fresh one', () =>
    withTearingServer(async (origin, heads) => {
      const transport = createNodeTransport();
      const client = new TokenClient(transport, systemClock);
      try {
        for (let round = 0; round < 3; round++) {
          const grant = await client.request(testCredential(origin));
          assert.equal(grant.token.value.reveal(), 'sbx_token');
          await delay(5); // until the connection is free
        }
        assert.deepEqual(
          heads,
          Array.from({ length: 5 }, () => 'POST /auth/v1/token HTTP/1.1'),
        );
      } finally {
        transport.dispose();
      }
    }));

  it('another POST is not: the server may have acted', () =>
    withTearingServer(async (origin, heads) => {
      const transport = createNodeTransport();
      try {
        const request = { method: 'POST', url: new URL('/a', origin), headers: [], body: 'x' };
        await transport.send(request);
        await delay(5);
        await assert.rejects(transport.send(request), { code: 'unreachable' });
        assert.equal(heads.length, 2);
      } finally {
        transport.dispose();
      }
    }));

  it('a fresh connection that is torn is an error at once', async () => {
    let requests = 0;
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => {
        requests++;
        socket.resetAndDestroy();
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const transport = createNodeTransport();
    try {
      const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const client = new TokenClient(transport, systemClock);
      await assert.rejects(client.request(testCredential(origin)), { code: 'unreachable' });
      assert.equal(requests, 1);
    } finally {
      transport.dispose();
      server.close();
    }
  });
});
