import assert from 'node:assert/strict';
import { AppError } from '../../src/core/appError.ts';
import { Senders } from '../../src/core/auth/senders.ts';
import { Redactor } from '../../src/core/http/redactor.ts';
import { Runner } from '../../src/core/run/runner.ts';
import { parseMatter } from '../../src/core/syntax/parse.ts';
import { createNodeTransport } from '../../src/node/httpTransport.ts';
import { testCredential } from '../support/fakes/auth.ts';
import { ManualClock } from '../support/fakes/manualClock.ts';
import { startRawServer } from '../support/servers/rawServer.ts';
import { runnerPorts } from '../support/fakes/runnerPorts.ts';
import { hostile, threat } from '../support/security/threats.ts';

const token = 'sbx_token_header_test';

/** The heads of the requests that a file of one request leads to, as they come over the wire; the token's own aside. */
async function headsOf(text: string, given: Readonly<Record<string, string>> = {}): Promise<readonly string[]> {
  const heads: string[] = [];
  const server = await startRawServer((socket, head) => {
    const body = head.startsWith('POST /auth/v1/token')
      ? JSON.stringify({ access_token: token, token_type: 'Bearer', expires_in: 3600 })
      : '{}';
    heads.push(head);
    socket.end(
      `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
  });
  const plainTransport = createNodeTransport();
  const clock = new ManualClock();
  const senders = new Senders(plainTransport, clock, new Redactor());
  const tree = parseMatter(text);
  const ports = runnerPorts(senders.for(testCredential(server.origin)), clock);
  try {
    const request = tree.requests[0];
    assert.ok(request);
    await new Runner(tree, ports, undefined, new Map(Object.entries(given))).run(request);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    assert.equal(error.code, 'invalid-request');
  } finally {
    plainTransport.dispose();
    await server.stop();
  }
  return heads.filter((head) => !head.startsWith('POST /auth/v1/token'));
}

const count = (head: string | undefined, pattern: RegExp): number => [...(head ?? '').matchAll(pattern)].length;

threat('T32', 'Header smuggling', () => {
  it('is not the way of an honest header', async () => {
    const [head, ...more] = await headsOf('POST /\nX-A: b\nX-A: c\n\nbody\n');
    assert.equal(more.length, 0);
    assert.match(head ?? '', /X-A: b\r\nX-A: c\r\n/);
    assert.match(head ?? '', new RegExp(`Authorization: Bearer ${token}`));
  });

  /** One length, that of the body, and no other opinion of where the message ends. */
  const framed = (head: string | undefined): void => {
    assert.equal(count(head, /^content-length: 4\r$/gim), 1, head);
    assert.equal(count(head, /^content-length:/gim), 1, head);
    assert.equal(count(head, /^(?:transfer-encoding|upgrade|keep-alive):/gim), 0, head);
    assert.equal(count(head, /^connection: (?!keep-alive\r|close\r)/gim), 0, head);
  };
  const framing: readonly (readonly [string, string])[] = [
    ['Content-Length: 0', 'a shorter length'],
    ['Content-Length: 4\nContent-Length: 99', 'two lengths'],
    ['content-length: +4', 'a length with a sign'],
    ['Transfer-Encoding: chunked', 'chunks'],
    ['transfer-encoding: identity, chunked', 'two codings'],
    ['Connection: Authorization, close', 'a connection that drops the token'],
    ['Keep-Alive: timeout=99999', 'a life of the connection'],
    ['Upgrade: websocket\nConnection: Upgrade', 'another protocol'],
  ];
  for (const [header, name] of framing)
    hostile('hostile:header', `${name}: ${header.replaceAll('\n', ', ')}`, async () => {
      const [head, ...more] = await headsOf(`POST /\n${header}\n\nbody`);
      assert.equal(more.length, 0);
      framed(head);
    });

  const injected: readonly (readonly [string, string])[] = [
    ['CR LF', 'a\r\nX-Evil: 1'],
    ['LF alone', 'a\nX-Evil: 1'],
    ['CR alone', 'a\rX-Evil: 1'],
    ['NUL', 'a\0b'],
    ['a character that is no byte', 'aĊX-Evil: 1'], // its low byte is a line feed
  ];
  for (const [name, v] of injected)
    hostile('hostile:header', `${name} in a value`, async () => {
      assert.deepEqual(await headsOf('POST /\nX-A: {{v}}\n\nbody', { v }), []);
    });

  hostile('hostile:header', 'a space before the colon', async () => {
    const heads = await headsOf('POST /\nTransfer-Encoding : chunked\n\nbody');
    assert.ok(heads.every((head) => !/transfer-encoding/i.test(head)));
  });
  it('is refused by the transport itself, whoever asks it', async () => {
    const heads: string[] = [];
    const server = await startRawServer((socket, head) => {
      heads.push(head);
      socket.end('HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    });
    const transport = createNodeTransport();
    const send = (method: string, name = 'X-A', value = 'b'): Promise<unknown> =>
      transport.send({ method, url: new URL(server.origin), headers: [[name, value]] });
    const names = ['', ' ', 'A B', 'A\r\nB', 'A\nB', 'A:', 'A: b\r\nX-Evil', 'A\0', 'Ä', 'A\t', '(A)', 'A\u010A'];
    const methods = ['CONNECT', '', ' ', 'GET /x', 'GET /x HTTP/1.1\r\nX-Evil: 1\r\n\r\nGET', 'GET\r\n', 'G:T', 'GÉT'];
    const values = ['\r', '\n', '\0', '\x1f', '\x7f', '\u0100', '\u010A', 'a\r\nX-Evil: 1'];
    const refused = { code: 'invalid-request' };
    try {
      for (const name of names) await assert.rejects(send('GET', name), refused, JSON.stringify(name));
      for (const method of methods) await assert.rejects(send(method), refused, JSON.stringify(method));
      for (const value of values) await assert.rejects(send('GET', 'X-A', value), refused, JSON.stringify(value));
      assert.deepEqual(heads, []);
      await send('QUERY', "X-!#$%&'*+.^_`|~9", '\tä \xff');
      assert.equal(heads.length, 1);
    } finally {
      transport.dispose();
      await server.stop();
    }
  });
  for (const header of ['Host: evil.test', 'HOST:evil.test'])
    hostile('hostile:header', `${header} takes no token along`, async () => {
      const [head] = await headsOf(`GET /\n${header}\n`);
      assert.match(head ?? '', /^host: ?evil\.test\r$/im);
      assert.doesNotMatch(head ?? '', /authorization|sbx_token/i);
    });
});
