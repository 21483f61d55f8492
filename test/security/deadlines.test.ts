import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createJobApi } from '../../src/core/analysis/jobApi.ts';
import { submitJob } from '../../src/core/analysis/submitJob.ts';
import type { HttpResponse } from '../../src/core/http/httpMessage.ts';
import { pollUntilReady } from '../../src/core/http/poll.ts';
import { sendWithRetry } from '../../src/core/http/retry.ts';
import { retryAfterMs, pauseFor } from '../../src/core/http/retryAfter.ts';
import { systemClock } from '../../src/node/systemClock.ts';
import { shippedContext } from '../support/fakes/api.ts';
import { ManualClock } from '../support/fakes/manualClock.ts';
import { testResponse } from '../support/fakes/response.ts';
import { startRawServer, type Script } from '../support/servers/rawServer.ts';
import { runMatter } from '../support/servers/runMatter.ts';

// A deadline holds within a step, and a pause is never none: an answer that drips, a server that says "at once".

/** A byte now and then, for ever. */
const drip =
  (text: string): Script =>
  (socket) => {
    let at = 0;
    const timer = setInterval(() => socket.write(text[at++] ?? 'x'), 60);
    socket.once('close', () => {
      clearInterval(timer);
    });
  };
const dripping: Readonly<Record<string, Script>> = {
  'the status line': drip('HTTP/1.1 202 Accepted\r\n'),
  'the headers': (socket, head) => {
    socket.write('HTTP/1.1 202 Accepted\r\nX-A: ');
    drip('')(socket, head);
  },
  'a body of known length': (socket, head) => {
    socket.write('HTTP/1.1 202 Accepted\r\nContent-Length: 1000000\r\n\r\n');
    drip('')(socket, head);
  },
  'a body without end': (socket, head) => {
    socket.write('HTTP/1.1 202 Accepted\r\n\r\n');
    drip('')(socket, head);
  },
  'chunks of one byte': (socket) => {
    socket.write('HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n');
    const timer = setInterval(() => socket.write('1\r\nx\r\n'), 60);
    socket.once('close', () => {
      clearInterval(timer);
    });
  },
  'informational answers': (socket) => {
    const timer = setInterval(() => socket.write('HTTP/1.1 102 Processing\r\n\r\n'), 60);
    socket.once('close', () => {
      clearInterval(timer);
    });
  },
};

describe('deadlines within a step', () => {
  const dir = mkdtempSync(join(tmpdir(), 'matter-deadlines-'));
  const path = (name: string): string => join(dir, name);
  after(() => {
    rmSync(dir, { recursive: true });
  });

  for (const [name, script] of Object.entries(dripping)) {
    it(`@poll timeout=1s ends a drip: ${name}`, async () => {
      const server = await startRawServer(script);
      try {
        for (const more of ['', '\n# @retry count=3', ' until=status == 200']) {
          writeFileSync(path('a.matter'), `# @poll every=100ms timeout=1s${more}\nGET ${server.origin}/\n`);
          const { code, out, err } = await runMatter(['run', '--json', path('r.json'), path('a.matter')]);
          assert.equal(code, 4, out + err);
          assert.match(out, /was not ready after 1 attempts in 1 s/);
          assert.match(readFileSync(path('r.json'), 'utf8'), /"errors": 1/);
        }
      } finally {
        await server.stop();
      }
    });
    it(`--wait 1s ends a drip: ${name}`, async () => {
      const server = await startRawServer((socket, head) => {
        const token = JSON.stringify({ access_token: 'sbx_token_1234567', token_type: 'Bearer', expires_in: 3600 });
        if (!head.startsWith('POST /auth')) return script(socket, head);
        return socket.end(`HTTP/1.1 200 OK\r\nContent-Length: ${token.length}\r\n\r\n${token}`);
      });
      writeFileSync(path('p.csv'), 'ISIN,Weight\nUS0378331005,1\n');
      try {
        const out = path(`out-${name}`);
        const args = ['analyse', '--wait', '1s', '--out', out, '--origin', server.origin, path('p.csv')];
        const env = { MATTER_CLIENT_ID: 'sbx_id', MATTER_CLIENT_SECRET: 'sbx_secret_drip' };
        const { code, err } = await runMatter(args, env);
        assert.equal(code, 1, err);
        assert.match(err, /timed-out/);
      } finally {
        await server.stop();
      }
    });
  }

  it('cancelling a poll is no deadline', async () => {
    const controller = new AbortController();
    const send = (): Promise<HttpResponse> => {
      controller.abort();
      return Promise.reject(new Error('aborted'));
    };
    const polling = pollUntilReady(
      send,
      { everyMs: 1, timeoutMs: 1000 },
      new ManualClock(),
      () => undefined,
      controller.signal,
    );
    await assert.rejects(polling, /aborted/);
  });

  it('a deadline of months does not pass at once', async () => {
    const signal = systemClock.deadline(10 ** 11);
    await systemClock.sleep(20);
    assert.equal(signal.aborted, false);
  });
});

describe('pauses', () => {
  const busy = (value: string): HttpResponse => testResponse(429, '', [['Retry-After', value]]);
  const soon = ['0', '00', '-1', '', 'Thu, 01 Jan 1970 00:00:00 GMT', 'soon', '0.0'];

  for (const value of soon)
    it(`@retry waits longer each time, whatever the server says: ${JSON.stringify(value)}`, async () => {
      const clock = new ManualClock();
      const pauses: number[] = [];
      let last = clock.now();
      const send = (): Promise<HttpResponse> => {
        pauses.push(clock.now() - last);
        last = clock.now();
        return Promise.resolve(busy(value));
      };
      await sendWithRetry(send, { method: 'GET', retries: 8 }, clock);
      assert.deepEqual(pauses, [0, 1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
    });

  for (const value of soon)
    it(`a job that is refused is not sent thousands of times: ${JSON.stringify(value)}`, async () => {
      const clock = new ManualClock();
      const startedAt = clock.now();
      let sends = 0;
      const { api } = await shippedContext();
      const transport = {
        send: () => {
          sends++;
          return Promise.resolve(busy(value));
        },
      };
      const ports = {
        transport,
        api: createJobApi(api, 'https://api.test'),
        clock,
        signal: new AbortController().signal,
      };
      await assert.rejects(
        submitJob('id', () => Promise.resolve('{}'), false, ports),
        { code: 'unreachable' },
      );
      assert.ok(sends <= 201);
      assert.ok(clock.now() - startedAt >= 30 * 60_000); // 4,020 in 2.2 s it was
    });

  it('a poll never asks without a pause', async () => {
    const clock = new ManualClock();
    let sends = 0;
    const send = (): Promise<HttpResponse> => {
      sends++;
      return Promise.resolve(testResponse(202, '', [['Retry-After', '0']]));
    };
    await assert.rejects(pollUntilReady(send, { everyMs: 0, timeoutMs: 10_000 }, clock, () => undefined));
    assert.ok(sends <= 101, String(sends));
  });

  it('have chance in them, up to a quarter, and an end', () => {
    const at = (chance: number): number => pauseFor(retryAfterMs('8', 0), 1000, { random: () => chance });
    assert.deepEqual([at(0), at(0.5), at(0.999)], [8000, 9000, 9998]);
    assert.equal(pauseFor(10 ** 9, 1, { random: () => 0 }), 60_000);
    const some = new Set(Array.from({ length: 20 }, () => pauseFor(undefined, 1000, systemClock)));
    assert.ok(some.size > 1);
  });
});
