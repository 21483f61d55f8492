import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { ErrorCode } from '../../../src/core/appError.ts';
import type { HttpResponse } from '../../../src/core/http/httpMessage.ts';
import { createNodeTransport, type TransportOptions } from '../../../src/node/httpTransport.ts';
import { startRawServer, type Script } from '../servers/rawServer.ts';
import { tally } from './tally.ts';

// What the faults of docs/security-model.md, 2, are tested with: each case over a real socket, within a time limit, and
// no socket may be left open. Mocha fails the run on an unhandled rejection.

const limitMs = 2 * 60_000;
const patient = { connectMs: limitMs, firstByteMs: limitMs, idleMs: limitMs };
/** For the cases that are about a time that passes: any other one must not depend on how busy the machine is. */
export const impatient = (what: keyof typeof patient): TransportOptions => ({
  timeouts: () => ({ ...patient, [what]: 300 }),
});

export function fault(name: string, check: () => Promise<void> | void, caseLimitMs = limitMs): void {
  it(name, async function () {
    const late = delay(caseLimitMs, undefined, { ref: false }).then(() => {
      throw new Error(`It hangs, or leaves a socket open: more than ${caseLimitMs / 1000} s.`);
    });
    await Promise.race([check(), late]);
    tally('fault', this.test?.fullTitle() ?? name);
  });
}

export type Check = (response: HttpResponse) => Promise<void> | void;

export interface Ask extends TransportOptions {
  readonly method?: string;
  readonly body?: string;
}

/** Sends one request and checks what comes; then nothing may be left of it. */
export async function ask(
  script: Script | string | Buffer,
  check: Check,
  { method = 'GET', body, ...options }: Ask = {},
) {
  const play = typeof script === 'function' ? script : (socket: Socket): void => void socket.end(script);
  const server = await startRawServer(play);
  const transport = createNodeTransport({ timeouts: () => patient, ...options });
  try {
    const url = new URL(server.origin);
    const response = await transport.send({ method, url, headers: [], ...(body === undefined ? {} : { body }) });
    await check(response);
  } finally {
    transport.dispose();
    while (server.openSockets() > 0) await delay(5); // until the limit of the case: then one is left open
    await server.stop();
  }
}

export async function fails(
  script: Script | string,
  code: ErrorCode,
  message: RegExp,
  options: Ask = {},
): Promise<void> {
  await assert.rejects(
    ask(script, () => assert.fail('it was taken for an answer'), options),
    { code, message },
  );
}

export async function failsAt(
  url: string,
  code: ErrorCode,
  message: RegExp,
  options: TransportOptions = {},
): Promise<void> {
  const transport = createNodeTransport({ timeouts: () => patient, ...options });
  try {
    await assert.rejects(transport.send({ method: 'GET', url: new URL(url), headers: [] }), { code, message });
  } finally {
    transport.dispose();
  }
}

export async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** A port that nobody listens on. */
export async function closedPort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  server.close();
  await once(server, 'close');
  return port;
}

export const isCut: Check = ({ truncated, warnings }) => {
  assert.equal(truncated, true);
  assert.match(warnings.join(' '), /cut short/);
};

export function isShown(text: string, warning?: RegExp): Check {
  return async ({ body, truncated, warnings }) => {
    assert.equal(await body.text(), text);
    assert.equal(truncated, false);
    if (warning === undefined) assert.deepEqual(warnings, []);
    else assert.match(warnings.join(' '), warning);
  };
}

export const reply = (headers: string, body: string | Buffer = ''): Buffer =>
  Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\n${headers}\r\n\r\n`, 'latin1'), Buffer.from(body)]);

export const sized = (body: string | Buffer, headers = ''): Buffer =>
  reply(`${headers}Content-Length: ${Buffer.from(body).length}`, body);
