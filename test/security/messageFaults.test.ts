import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { HttpRequest, HttpResponse } from '../../src/core/http/httpMessage.ts';
import { followRedirects } from '../../src/core/http/redirect.ts';
import { shownLimits } from '../../src/node/bodyCollector.ts';
import { FileBody } from '../../src/node/fileBody.ts';
import { createNodeTransport } from '../../src/node/httpTransport.ts';
import { ask, fails, fault, isCut, isShown, reply, sized, type Check } from '../support/security/faults.ts';
import { startRawServer, type Script } from '../support/servers/rawServer.ts';

// Of the faults of docs/security-model.md, 2.1, those of the answer itself.

describe('faults of answers', () => {
  describe('lengths and chunks', () => {
    const chunked = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
    fault('Content-Length is too big', () => ask(reply('Content-Length: 9', 'abc'), isCut));
    fault('Content-Length is too small: the rest is no part of the answer', () =>
      ask(reply('Content-Length: 3', 'abcdef'), isShown('abc')),
    );
    fault('Content-Length stands twice', () =>
      fails('HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd', 'protocol', /not valid HTTP/),
    );
    fault('Content-Length is negative', () =>
      fails('HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nabc', 'protocol', /not valid HTTP/),
    );
    fault('a chunk has no size', () => ask(`${chunked}zz\r\nabc\r\n0\r\n\r\n`, isCut));
    fault('the last chunk is missing', () => ask(`${chunked}3\r\nabc\r\n`, isCut));
    fault('chunks of one byte', () =>
      ask(
        `${chunked}${['s', 'm', 'a', 'l', 'l'].map((letter) => `1\r\n${letter}\r\n`).join('')}0\r\n\r\n`,
        isShown('small'),
      ),
    );
  });

  describe('content codings', () => {
    const coded = (coding: string, body: Buffer): Buffer => sized(body, `Content-Encoding: ${coding}\r\n`);
    const zipped = gzipSync('text '.repeat(100));
    const padding = Buffer.alloc(980, 'x');
    const keeps = (body: Buffer, warning: RegExp): Check =>
      async function check(response) {
        assert.match(response.warnings.join(' '), warning);
        assert.deepEqual(Buffer.from(await response.body.head(body.length + 1)), body);
      };
    fault('gzip that is none', () => ask(coded('gzip', Buffer.from('text')), keeps(Buffer.from('text'), /damaged/)));
    fault('gzip that breaks off', () => {
      const half = zipped.subarray(0, zipped.length >> 1);
      return ask(coded('gzip', half), keeps(half, /damaged/));
    });
    fault('a bomb', () => {
      const bomb = gzipSync(Buffer.alloc(20_000_000));
      return ask(coded('gzip', bomb), keeps(bomb, /expands too far/));
    });
    it('are decoded to 100 MB at most, however little each part of it expands', async () => {
      // Blocks that are compressed about 40 times, as a log may be: no bomb by the ratio.
      const block = Buffer.concat(Array.from({ length: 1000 }, () => Buffer.concat([randomBytes(20), padding])));
      const body = Buffer.concat(Array.from({ length: 102 }, () => gzipSync(block)));
      assert.ok((102 * block.length) / body.length < 100);
      await ask(coded('gzip', body), keeps(body, /expands too far/));
    });
    fault('an unknown coding', () => ask(coded('smart', zipped), keeps(zipped, /"smart" is not supported/)));
    fault('two codings', () => ask(coded('gzip, br', brotliCompressSync(gzipSync('both'))), isShown('both')));
    fault('brotli that is none', () => ask(coded('br', Buffer.from('text')), keeps(Buffer.from('text'), /damaged/)));
  });

  describe('text', () => {
    const text = (bytes: readonly number[], shown: string, type = 'text/plain'): Promise<void> =>
      ask(sized(Buffer.from(bytes), `Content-Type: ${type}\r\n`), async (response) => {
        assert.equal(await response.body.text(), shown);
        assert.deepEqual([...(response.body.bytes ?? [])], bytes); // what can be saved is what came
      });
    fault('invalid UTF-8', () => text([0x61, 0xff, 0x62], 'a\uFFFDb'));
    fault('UTF-16 with its mark', () => text([0xff, 0xfe, 0x61, 0x00], 'a'));
    fault('latin1', () => text([0xe9], 'é', 'text/plain; charset=iso-8859-1'));
    fault('NUL', () => text([0x61, 0x00, 0x62], 'a\0b'));
    fault('text that runs backwards, and half a character', () =>
      text([0xe2, 0x80, 0xae, 0xed, 0xa0, 0x80], '\u202E\uFFFD\uFFFD\uFFFD'),
    );
  });

  describe('sizes', () => {
    const send =
      (mb: number): Script =>
      async (socket) => {
        const block = Buffer.alloc(1_000_000, 'x');
        socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${mb * block.length}\r\n\r\n`);
        const blocks = Array.from({ length: mb }, () => block);
        await pipeline(Readable.from(blocks), socket).catch(() => undefined); // the client may have enough
      };
    const holds =
      (bytes: number): Check =>
      ({ body, truncated }) => {
        assert.deepEqual([body.sizeBytes, truncated], [bytes, false]);
        assert.equal(body.bytes === undefined, bytes > 10_000_000); // beyond, it is in a file
      };
    fault('nothing', () => ask(sized(''), holds(0)));
    fault('1 MB', () => ask(send(1), holds(1_000_000)));
    fault(
      '100 MB, in a private file, and the heap stays small',
      async () => {
        const before = process.memoryUsage().heapUsed;
        await ask(send(100), async (response) => {
          await holds(100_000_000)(response);
          const { body } = response;
          assert.ok(body instanceof FileBody);
          if (process.platform !== 'win32') assert.equal(statSync(body.path).mode & 0o777, 0o600);
          assert.ok(process.memoryUsage().heapUsed - before < 64_000_000);
        });
      },
      20_000,
    );
    fault('without end: it stops at the limit', () =>
      ask(
        send(10_000),
        (response) => {
          void isCut(response);
          assert.equal(response.body.sizeBytes, 20_000_000);
        },
        { limits: { ...shownLimits, total: 20_000_000 } },
      ),
    );
  });

  describe('heads', () => {
    fault('a header of 20 KB', () => {
      const long = 'x'.repeat(20_000);
      return ask(sized('ok', `X-Long: ${long}\r\n`), ({ headers }) => {
        assert.deepEqual(headers[0], ['X-Long', long]);
      });
    });
    it('60 KB of a header are taken, 70 KB are not', async () => {
      await ask(sized('ok', `X-Long: ${'x'.repeat(60_000)}\r\n`), ({ headers }) => {
        assert.equal(headers[0]?.[1].length, 60_000);
      });
      await fails(sized('ok', `X-Long: ${'x'.repeat(70_000)}\r\n`).toString(), 'protocol', /./);
    });
    fault('2000 headers', () => {
      const many = Array.from({ length: 2000 }, (_, index) => `H${index}: 1\r\n`).join('');
      return ask(sized('ok', many), ({ headers }) => {
        assert.equal(headers.length, 2001);
      });
    });
    fault('a byte that no header may have', () =>
      fails('HTTP/1.1 200 OK\r\nX-A: a\0b\r\n\r\n', 'protocol', /not valid HTTP/),
    );
    fault('50 cookies, each a header of its own', () =>
      ask(sized('ok', 'Set-Cookie: a=1\r\n'.repeat(50)), ({ headers }) => {
        assert.equal(headers.filter(([name]) => name === 'Set-Cookie').length, 50);
      }),
    );
  });

  describe('redirects', () => {
    /** Follows what a server answers, as the runner does. */
    async function follow(
      locationOf: (path: string) => string | undefined,
    ): Promise<{ readonly status: number; readonly hops: readonly string[]; readonly origin: string }> {
      const server = await startRawServer((socket, head) => {
        const path = head.split(' ')[1] ?? '';
        const location = locationOf(path);
        const line = location === undefined ? '' : `Location: ${location}\r\n`;
        socket.end(`HTTP/1.1 302 Found\r\n${line}Content-Length: 0\r\n\r\n`);
      });
      const transport = createNodeTransport();
      try {
        const request: HttpRequest = {
          method: 'GET',
          url: new URL(`${server.origin}/0`),
          headers: [['X-Key', 'sbx_key']],
        };
        const { response, hops } = await followRedirects(request, (hop) => transport.send(hop));
        return { status: response.status, hops, origin: server.origin };
      } finally {
        transport.dispose();
        await server.stop();
      }
    }
    const stops = async (location: string | undefined): Promise<void> => {
      const { status, hops } = await follow(() => location);
      assert.deepEqual([status, hops], [302, []]);
    };
    fault('in a circle', async () => {
      const { status, hops, origin } = await follow(() => '/0');
      assert.deepEqual([status, hops], [302, Array.from({ length: 5 }, () => `${origin}/0`)]);
    });
    fault('6 in a row: 5 are followed, and shown', async () => {
      const { status, hops, origin } = await follow((path) => `/${Number(path.slice(1)) + 1}`);
      assert.deepEqual([status, hops], [302, ['1', '2', '3', '4', '5'].map((path) => `${origin}/${path}`)]);
    });
    fault('without a Location', () => stops(undefined));
    fault('to another origin: no header with a secret goes along', async () => {
      const heads: string[] = [];
      const elsewhere = await startRawServer((socket, head) => {
        heads.push(head);
        socket.end(sized('ok'));
      });
      try {
        const { status, hops } = await follow(() => `${elsewhere.origin}/b`);
        assert.deepEqual([status, hops], [200, [`${elsewhere.origin}/b`]]);
        assert.doesNotMatch(heads.join(), /sbx_key/);
      } finally {
        await elsewhere.stop();
      }
    });
    fault('from https to http', async () => {
      const hop: HttpResponse = await redirectTo('http://127.0.0.1:1/');
      const url = new URL('https://api.test/');
      const { hops } = await followRedirects({ method: 'GET', url, headers: [] }, () => Promise.resolve(hop));
      assert.deepEqual(hops, []);
    });
    fault('to a file', () => stops('file:///etc/passwd'));
  });

  describe('statuses', () => {
    const status = (line: string, expected: number): Promise<void> =>
      ask(`HTTP/1.1 ${line}\r\nContent-Length: 0\r\n\r\n`, (response) => {
        assert.equal(response.status, expected);
      });
    fault('103 before the answer', () =>
      ask(
        'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
        isShown('ok'),
      ),
    );
    fault('204 with a body', () =>
      ask('HTTP/1.1 204 No Content\r\n\r\nsurplus', ({ status: found, body }) => {
        assert.deepEqual([found, body.sizeBytes], [204, 0]);
      }),
    );
    fault('304', () => status('304 Not Modified', 304));
    fault('407 from a server that is no proxy', () => status('407 Proxy Authentication Required', 407));
    fault('599', () => status('599 Strange', 599));
    fault('no status line', () => fails('garbage\r\n\r\n', 'protocol', /not valid HTTP/));
  });
});

async function redirectTo(location: string): Promise<HttpResponse> {
  const server = await startRawServer((socket) =>
    socket.end(`HTTP/1.1 302 Found\r\nLocation: ${location}\r\nContent-Length: 0\r\n\r\n`),
  );
  const transport = createNodeTransport();
  try {
    return await transport.send({ method: 'GET', url: new URL(server.origin), headers: [] });
  } finally {
    transport.dispose();
    await server.stop();
  }
}
