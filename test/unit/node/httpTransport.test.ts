import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createNodeTransport } from '../../../src/node/httpTransport.ts';

describe('a kept connection that its server has closed', () => {
  const seen: string[] = [];
  const transport = createNodeTransport();
  let server: Server;

  before(async () => {
    // Of a connection, the first request is answered; the next finds it closed.
    const used = new WeakSet();
    server = createServer((request, response) => {
      seen.push(request.method ?? '');
      if (used.has(request.socket)) {
        request.socket.destroy();
        return;
      }
      used.add(request.socket);
      request.resume().once('end', () => response.end('ok'));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });

  after(() => {
    transport.dispose();
    server.close();
  });

  async function send(method: string): Promise<number> {
    const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    return (await transport.send({ method, url, headers: [] })).status;
  }

  it('is replaced, once, where sending twice is safe', async () => {
    assert.deepEqual([await send('GET'), await send('GET')], [200, 200]);
    assert.deepEqual(seen, ['GET', 'GET', 'GET']);
  });

  it('is an error of a POST, which may have been acted upon', async () => {
    seen.length = 0;
    await assert.rejects(send('POST'), { code: 'unreachable' });
    assert.deepEqual(seen, ['POST']);
  });
});
